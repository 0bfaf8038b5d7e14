package io.lockstep.node.module;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets what happens again and again be told once a while: an application that finds its disk full
 * may try a thousand times a second. Safe for all threads.
 */
final class Told {

  private final long pauseNanos;
  private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());

  Told(long pauseSeconds) {
    this.pauseNanos = TimeUnit.SECONDS.toNanos(pauseSeconds);
  }

  /** Whether it is time to tell; true for one caller only. */
  boolean isDue() {
    long now = System.nanoTime();
    long next = nextNanos.get();
    return now - next >= 0 && nextNanos.compareAndSet(next, now + pauseNanos);
  }
}
