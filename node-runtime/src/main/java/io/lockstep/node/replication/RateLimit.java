package io.lockstep.node.replication;

import java.util.concurrent.TimeUnit;

/**
 * How long to wait so that no more than so many bytes go out in a second, with bursts of a tenth of
 * a second. Time is an argument, in nanoseconds from an arbitrary origin. For one thread.
 */
public final class RateLimit {

  private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final long bytesPerSecond;

  /** When what was let through so far would have gone out at exactly the rate. */
  private long paidUntilNanos;

  /**
   * A limit that begins now.
   *
   * @param bytesPerSecond 0: none
   */
  public RateLimit(long bytesPerSecond, long nowNanos) {
    this.bytesPerSecond = bytesPerSecond;
    this.paidUntilNanos = nowNanos;
  }

  /** Lets so many bytes through, after the delay that is answered. */
  public long delayNanos(long bytes, long nowNanos) {
    if (bytesPerSecond == 0) {
      return 0;
    }
    long from = Math.max(paidUntilNanos, nowNanos - BURST_NANOS);
    paidUntilNanos = from + (long) (1e9 * bytes / bytesPerSecond);
    return Math.max(0, from - nowNanos);
  }
}
