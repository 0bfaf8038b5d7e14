package io.lockstep.node.verify;

import java.util.concurrent.TimeUnit;

/** Keeps a verification at a rate, so that there is room for live traffic. One thread. */
final class Pace {

  /** What was not used of the rate in a while is not made up for. */
  private static final long MAX_BEHIND_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final long bytesPerSecond;
  private final PendingAnswer end;
  private long dueNanos = System.nanoTime();

  /**
   * Begins now.
   *
   * @param end what ends the verification also ends a pause
   */
  Pace(long bytesPerSecond, PendingAnswer end) {
    this.bytesPerSecond = bytesPerSecond;
    this.end = end;
  }

  /** Waits until so much more may be read. */
  void spend(long bytes) throws VerificationEnded {
    long now = System.nanoTime();
    dueNanos = Math.max(dueNanos, now - MAX_BEHIND_NANOS);
    dueNanos += (long) (bytes * 1e9 / bytesPerSecond);
    if (dueNanos - now > 0) {
      end.pause(dueNanos - now);
    }
  }
}
