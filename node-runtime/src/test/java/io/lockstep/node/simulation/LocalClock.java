package io.lockstep.node.simulation;

import java.util.concurrent.TimeUnit;

/** One server's monotonic clock: begins anywhere and runs a little wrong. */
final class LocalClock {

  private final long startMillis;
  private final double rate;
  private long stoodStillMillis;
  private long trueMillis;

  LocalClock(long startMillis, double rate) {
    this.startMillis = startMillis;
    this.rate = rate;
  }

  void advance(long millis) {
    trueMillis += millis;
  }

  /** A virtual machine that is paused does not see its own pause. */
  void standStill(long millis) {
    stoodStillMillis += millis;
  }

  long millis() {
    return startMillis + (long) ((trueMillis - stoodStillMillis) * rate);
  }

  long nanos() {
    return TimeUnit.MILLISECONDS.toNanos(millis());
  }
}
