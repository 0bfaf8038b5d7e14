package io.lockstep.node.capture;

import io.lockstep.journal.op.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The modification time that a file must end up with: that of the operation last in the journal.
 * Pages that the kernel writes back on its own account are not held apart by its locks, so that
 * their local steps may run in another order than they have in the journal. All threads.
 */
final class ModificationTime {

  private final ReentrantLock localSteps = new ReentrantLock();
  private final List<UnderWay> underWay = new ArrayList<>(2);
  private long latestNanos;

  /** An operation that is on its way through the write path. */
  private static final class UnderWay {
    final Operation operation;
    final long timeNanos;
    boolean journaled;

    UnderWay(Operation operation, long timeNanos) {
      this.operation = operation;
      this.timeNanos = timeNanos;
    }
  }

  /** Takes an operation that sets this modification time through the write path. */
  void during(Operation operation, long timeNanos, Runnable writePath) {
    begin(operation, timeNanos);
    try {
      writePath.run();
    } finally {
      end(operation);
    }
  }

  private synchronized void begin(Operation operation, long timeNanos) {
    underWay.add(new UnderWay(operation, timeNanos));
  }

  /** It has got its place in the journal; only the first call for an operation counts. */
  synchronized void journaled(Operation operation) {
    for (UnderWay candidate : underWay) {
      if (candidate.operation == operation && !candidate.journaled) {
        candidate.journaled = true;
        latestNanos = candidate.timeNanos;
      }
    }
  }

  private synchronized void end(Operation operation) {
    underWay.removeIf(candidate -> candidate.operation == operation);
  }

  private synchronized long latestNanos() {
    return latestNanos;
  }

  /** Changes the file, whose modification time must then be set. */
  @FunctionalInterface
  interface Change {
    int run();
  }

  /** Sets the modification time. */
  @FunctionalInterface
  interface Setter {
    int set(long timeNanos);
  }

  /**
   * The local step of an operation that has begun: the change, then the time of whatever operation
   * is the last by then. Answers 0 or a negative errno.
   */
  int apply(Operation operation, Change change, Setter setter) {
    journaled(operation);
    // The journal's order is asked for after the change, and nobody changes the file in between:
    // so whoever is last here sets the time of whoever is last there.
    localSteps.lock();
    try {
      int result = change.run();
      return result < 0 ? result : setter.set(latestNanos());
    } finally {
      localSteps.unlock();
    }
  }
}
