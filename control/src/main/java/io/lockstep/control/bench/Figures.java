package io.lockstep.control.bench;

import java.util.Arrays;

/**
 * What one burst of a workload measured.
 *
 * @param perSecond operations or megabytes (10^6 bytes) in a second
 * @param medianMicros of one operation; NaN where single operations were not timed
 * @param p99Micros likewise
 */
record Figures(double perSecond, double medianMicros, double p99Micros) {
  private static final double NANOS_A_MICRO = 1e3;
  private static final double NANOS_A_SECOND = 1e9;

  /** Of a burst whose operations took so long, in any order. */
  static Figures ofOperations(long[] nanos, long totalNanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Figures(
        sorted.length * NANOS_A_SECOND / totalNanos,
        at(sorted, 0.5) / NANOS_A_MICRO,
        at(sorted, 0.99) / NANOS_A_MICRO);
  }

  /** Of a transfer that was only timed as a whole. */
  static Figures ofTransfer(long bytes, long totalNanos) {
    return new Figures(bytes / 1e6 * NANOS_A_SECOND / totalNanos, Double.NaN, Double.NaN);
  }

  private static long at(long[] sorted, double quantile) {
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))];
  }
}
