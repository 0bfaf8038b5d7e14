package io.lockstep.node.module;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How fast something goes, in words for people. Pure.
 *
 * @param nanos since it began
 */
record Pace(long nanos) {

  private static final long MIB = 1 << 20;

  /** Bytes so far, and in a second. */
  String ofBytes(long bytes) {
    double perSecond = bytes / seconds();
    return String.format(
        Locale.ROOT, "%.1f MiB sent, %.1f MiB/s", (double) bytes / MIB, perSecond / MIB);
  }

  /** How long the rest takes if it goes on like this; nothing can be said at the very beginning. */
  String ofRest(long done, long left) {
    return done == 0
        ? ""
        : String.format(Locale.ROOT, ", about %.0f s left", Math.ceil(left * seconds() / done));
  }

  private double seconds() {
    return Math.max(1e-3, nanos / (double) TimeUnit.SECONDS.toNanos(1));
  }
}
