package io.lockstep.node.replication;

/**
 * How a replay is run.
 *
 * @param maxBytesInFlight bytes sent and not yet acknowledged, at most (and one record more)
 * @param holdAtRecords how few records may be left when the source begins to hold new ones back
 * @param holdTimeoutMillis how long the hold may last before it is given up
 * @param stallTimeoutMillis how long the target may acknowledge nothing
 */
public record ReplayOptions(
    long maxBytesInFlight, long holdAtRecords, long holdTimeoutMillis, long stallTimeoutMillis) {

  /** 32 MiB in flight; applications wait 3 s at most. */
  public static final ReplayOptions DEFAULT = new ReplayOptions(32L << 20, 64, 3_000, 30_000);
}
