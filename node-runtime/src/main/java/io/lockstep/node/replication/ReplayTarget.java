package io.lockstep.node.replication;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** What the source knows of a replay's target, and waiting for it. Safe for all threads. */
final class ReplayTarget {

  /** How a wait ended. */
  enum Wait {
    DONE,
    TIMEOUT,
    CANCELLED,
    BROKEN
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final FlightWindow window;
  private long applied = -1;
  private long condensing = -1;
  private long settled = -1;
  private boolean cancelled;
  private String broken = "";

  ReplayTarget(long maxBytesInFlight) {
    this.window = new FlightWindow(maxBytesInFlight);
  }

  void sent(long sequence, long bytes) {
    change(() -> window.sent(sequence, bytes));
  }

  void acknowledged(long sequence) {
    change(() -> window.acknowledge(sequence));
  }

  void applied(long sequence) {
    change(() -> applied = Math.max(applied, sequence));
  }

  void condensing(long wholeFrom) {
    change(() -> condensing = Math.max(condensing, wholeFrom));
  }

  void settled(long sequence) {
    change(() -> settled = Math.max(settled, sequence));
  }

  void cancel() {
    change(() -> cancelled = true);
  }

  void brokenBy(String why) {
    change(() -> broken = why);
  }

  private void change(Runnable action) {
    lock.lock();
    try {
      action.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  Wait awaitRoom(long timeoutMillis) {
    return await(window::hasRoom, timeoutMillis);
  }

  Wait awaitAcknowledged(long timeoutMillis) {
    return await(window::isEmpty, timeoutMillis);
  }

  Wait awaitApplied(long sequence, long timeoutMillis) {
    return await(() -> applied >= sequence, timeoutMillis);
  }

  Wait awaitCondensing(long wholeFrom, long timeoutMillis) {
    return await(() -> condensing >= wholeFrom, timeoutMillis);
  }

  Wait awaitSettled(long sequence, long timeoutMillis) {
    return await(() -> settled >= sequence, timeoutMillis);
  }

  /** Waits so long; throws {@link ReplayEnded} as soon as there is nobody left to send to. */
  void pause(long nanos) {
    if (nanos > 0) {
      awaitNanos(() -> false, nanos);
      checkThere();
    }
  }

  /** Throws {@link ReplayEnded} if there is nobody left to send to. */
  void checkThere() {
    Wait wait = awaitNanos(() -> true, 0);
    if (wait != Wait.DONE) {
      throw lost(wait);
    }
  }

  /**
   * Throws {@link ReplayEnded} if a wait did not end as it should.
   *
   * @param otherwise what the target does when it takes too long
   */
  void check(Wait wait, String otherwise) {
    switch (wait) {
      case DONE -> {}
      case TIMEOUT -> throw new ReplayEnded(ReplayEnded.Kind.FAILED, "the target " + otherwise);
      case CANCELLED, BROKEN -> throw lost(wait);
    }
  }

  private ReplayEnded lost(Wait wait) {
    return wait == Wait.CANCELLED
        ? new ReplayEnded(ReplayEnded.Kind.CANCELLED, "cancelled")
        : new ReplayEnded(ReplayEnded.Kind.FAILED, broken());
  }

  private Wait await(BooleanSupplier condition, long timeoutMillis) {
    return awaitNanos(condition, TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
  }

  private Wait awaitNanos(BooleanSupplier condition, long nanos) {
    long remaining = nanos;
    lock.lock();
    try {
      while (!cancelled && broken.isEmpty() && !condition.getAsBoolean()) {
        if (remaining <= 0) {
          return Wait.TIMEOUT;
        }
        remaining = changed.awaitNanos(remaining);
      }
      return cancelled ? Wait.CANCELLED : broken.isEmpty() ? Wait.DONE : Wait.BROKEN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Wait.CANCELLED;
    } finally {
      lock.unlock();
    }
  }

  private String broken() {
    lock.lock();
    try {
      return broken;
    } finally {
      lock.unlock();
    }
  }

  long bytesInFlight() {
    lock.lock();
    try {
      return window.bytes();
    } finally {
      lock.unlock();
    }
  }
}
