package io.lockstep.node.replication;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts operations between their place in the journal and their answer. */
final class InFlight {

  private final AtomicInteger count = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition none = lock.newCondition();
  private final AtomicInteger waiters = new AtomicInteger();

  void enter() {
    count.incrementAndGet();
  }

  void leave() {
    // Only somebody who waits costs a lock. Both counts are atomic: either the waiter sees the
    // count at zero, or this sees the waiter.
    if (count.decrementAndGet() == 0 && waiters.get() > 0) {
      lock.lock();
      try {
        none.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** Whether all have left before the time is over. */
  boolean awaitNone(long timeoutNanos) {
    long remaining = timeoutNanos;
    lock.lock();
    waiters.incrementAndGet();
    try {
      while (count.get() > 0 && remaining > 0) {
        remaining = none.awaitNanos(remaining);
      }
      return count.get() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      waiters.decrementAndGet();
      lock.unlock();
    }
  }

  static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
