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

  private Wait await(BooleanSupplier condition, long timeoutMillis) {
    long remaining = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
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

  /** Why it is broken. */
  String broken() {
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
