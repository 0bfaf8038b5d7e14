package io.lockstep.node.capture;

import io.lockstep.journal.op.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The order of a file's changes of content and modification time: their local steps run as they
 * come in the journal. The kernel's locks do not see to that for pages that it writes back on its
 * own account. So whatever changes the file last in the journal does so last here, and leaves the
 * same bytes and the same modification time. All threads.
 */
final class ModificationTime {

  private static final long NOT_JOURNALED = 0;

  private final List<UnderWay> underWay = new ArrayList<>(2);
  private long journaled;

  /** An operation that is on its way through the write path. */
  private static final class UnderWay {
    final Operation operation;
    final long timeNanos;

    /** Its place among the journaled operations of this file, from 1. */
    long place = NOT_JOURNALED;

    UnderWay(Operation operation, long timeNanos) {
      this.operation = operation;
      this.timeNanos = timeNanos;
    }

    boolean isUpTo(long limit) {
      return place != NOT_JOURNALED && place <= limit;
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
    UnderWay own = find(operation);
    if (own != null && own.place == NOT_JOURNALED) {
      journaled++;
      own.place = journaled;
    }
  }

  /** It is over, done or not. */
  private synchronized void end(Operation operation) {
    underWay.removeIf(candidate -> candidate.operation == operation);
    notifyAll();
  }

  private UnderWay find(Operation operation) {
    for (UnderWay candidate : underWay) {
      if (candidate.operation == operation) {
        return candidate;
      }
    }
    return null;
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
   * The local step of an operation that is {@link #during} its way: the change, then the time, when
   * all that was journaled before is over. Answers 0 or a negative errno.
   */
  int apply(Operation operation, Change change, Setter setter) {
    journaled(operation);
    UnderWay own = awaitTurn(operation);
    int result = change.run();
    return result < 0 ? result : setter.set(own.timeNanos);
  }

  private synchronized UnderWay awaitTurn(Operation operation) {
    UnderWay own = find(operation);
    awaitNone(candidate -> candidate.isUpTo(own.place - 1));
    return own;
  }

  /** Waits until everything is over that has been journaled so far. */
  synchronized void awaitJournaled() {
    long limit = journaled;
    awaitNone(candidate -> candidate.isUpTo(limit));
  }

  private void awaitNone(Predicate<UnderWay> awaited) {
    boolean interrupted = false;
    while (underWay.stream().anyMatch(awaited)) {
      try {
        wait();
      } catch (InterruptedException e) {
        // Every operation is bounded in time by the write path, so this wait is too.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
