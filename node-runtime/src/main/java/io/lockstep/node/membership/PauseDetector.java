package io.lockstep.node.membership;

/**
 * Notices that this process itself stood still: a long garbage collection, SIGSTOP, a virtual
 * machine that was moved. What was known before such a pause proves nothing after it. For one
 * thread; time is an argument.
 */
public final class PauseDetector {

  private final long limitNanos;
  private long lastTickNanos;

  /**
   * A detector that is about to be ticked.
   *
   * @param limitNanos the longest distance between two ticks that is not a pause
   */
  public PauseDetector(long limitNanos, long nowNanos) {
    this.limitNanos = limitNanos;
    this.lastTickNanos = nowNanos;
  }

  /** To be called much more often than the limit: whether a pause ends now. */
  public boolean tick(long nowNanos) {
    boolean paused = nowNanos - lastTickNanos > limitNanos;
    lastTickNanos = nowNanos;
    return paused;
  }
}
