package io.lockstep.control.bench.load;

import java.util.Arrays;

/**
 * What one run of a workload measured.
 *
 * @param value in the workload's {@link Unit}
 * @param medianMicros of one operation, of its fsync where it has one; NaN where single operations
 *     were not timed
 * @param p99Micros likewise
 */
public record Figures(double value, double medianMicros, double p99Micros) {
  private static final double NANOS_A_MICRO = 1e3;
  private static final double NANOS_A_SECOND = 1e9;

  /** Of something that was only timed as a whole. */
  public static Figures of(double value) {
    return new Figures(value, Double.NaN, Double.NaN);
  }

  /** Of operations that took so long, in any order. */
  static Figures ofOperations(long[] nanos, long totalNanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Figures(
        sorted.length * NANOS_A_SECOND / totalNanos,
        at(sorted, 0.5) / NANOS_A_MICRO,
        at(sorted, 0.99) / NANOS_A_MICRO);
  }

  /** So many of something in so long. */
  static Figures ofRate(long count, long totalNanos) {
    return of(count * NANOS_A_SECOND / totalNanos);
  }

  static Figures ofSeconds(long totalNanos) {
    return of(totalNanos / NANOS_A_SECOND);
  }

  private static long at(long[] sorted, double quantile) {
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))];
  }
}
