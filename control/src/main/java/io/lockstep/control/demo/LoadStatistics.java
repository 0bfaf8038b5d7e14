package io.lockstep.control.demo;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** What the clients measure. Safe for all threads. */
public final class LoadStatistics {
  private static final int KEPT_LATENCIES = 4096;

  private final long[] latenciesNanos = new long[KEPT_LATENCIES];
  private final Map<String, CompletableFuture<Long>> watches = new ConcurrentHashMap<>();
  private long acknowledged;
  private long lastNanos;
  private long longestPauseNanos;

  /**
   * A moment's view.
   *
   * @param p50Nanos half of the newest few thousand orders took no longer
   * @param longestPauseNanos longest time in which no client got any acknowledgement
   */
  public record Snapshot(long acknowledged, long p50Nanos, long p99Nanos, long longestPauseNanos) {}

  /** An order was acknowledged by a node, now. */
  void acknowledged(String node, long latencyNanos) {
    add(latencyNanos, System.nanoTime());
    CompletableFuture<Long> watch = watches.remove(node);
    if (watch != null) {
      watch.complete(System.currentTimeMillis());
    }
  }

  private synchronized void add(long latencyNanos, long nowNanos) {
    if (acknowledged > 0) {
      longestPauseNanos = Math.max(longestPauseNanos, nowNanos - lastNanos);
    }
    lastNanos = nowNanos;
    latenciesNanos[(int) (acknowledged % KEPT_LATENCIES)] = latencyNanos;
    acknowledged++;
  }

  /** When a node acknowledges its next order: milliseconds since 1970. */
  public CompletableFuture<Long> nextBy(String node) {
    return watches.computeIfAbsent(node, n -> new CompletableFuture<>());
  }

  public synchronized Snapshot snapshot() {
    int count = (int) Math.min(acknowledged, KEPT_LATENCIES);
    long[] sorted = Arrays.copyOf(latenciesNanos, count);
    Arrays.sort(sorted);
    return new Snapshot(
        acknowledged, percentile(sorted, 50), percentile(sorted, 99), longestPauseNanos);
  }

  /** Nearest rank. */
  private static long percentile(long[] sorted, int percent) {
    return sorted.length == 0 ? 0 : sorted[Math.ceilDiv(sorted.length * percent, 100) - 1];
  }
}
