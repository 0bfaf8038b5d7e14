package io.lockstep.node.verify;

import io.lockstep.node.replication.RateLimit;

/** Keeps a verification at a rate, so that there is room for live traffic. One thread. */
final class ReadRate {

  private final RateLimit limit;
  private final PendingAnswer end;

  /**
   * Begins now.
   *
   * @param end what ends the verification also ends a pause
   */
  ReadRate(long bytesPerSecond, PendingAnswer end) {
    this.limit = new RateLimit(bytesPerSecond, System.nanoTime());
    this.end = end;
  }

  /** Waits until so much more may be read. */
  void spend(long bytes) throws VerificationEnded {
    long delayNanos = limit.delayNanos(bytes, System.nanoTime());
    if (delayNanos > 0) {
      end.pause(delayNanos);
    }
  }
}
