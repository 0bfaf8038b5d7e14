package io.lockstep.node.replication;

/**
 * How a replay is run.
 *
 * @param maxBytesInFlight bytes sent and not yet acknowledged, at most (and one record more)
 * @param holdAtRecords how few records may be left when the source begins to hold new ones back
 * @param holdTimeoutMillis how long the hold may last before it is given up
 * @param stallTimeoutMillis how long the target may acknowledge nothing
 * @param condenseFromBytes how many bytes must be saved for a stretch to be sent condensed
 * @param maxBytesPerSecond how fast records are sent; 0: as fast as the target takes them
 */
public record ReplayOptions(
    long maxBytesInFlight,
    long holdAtRecords,
    long holdTimeoutMillis,
    long stallTimeoutMillis,
    long condenseFromBytes,
    long maxBytesPerSecond) {

  /** 32 MiB in flight; applications wait 3 s at most. */
  public static final ReplayOptions DEFAULT =
      new ReplayOptions(32L << 20, 64, 3_000, 30_000, 256L << 10, 0);

  /** The same with another rate. */
  public ReplayOptions withMaxBytesPerSecond(long value) {
    return new ReplayOptions(
        maxBytesInFlight,
        holdAtRecords,
        holdTimeoutMillis,
        stallTimeoutMillis,
        condenseFromBytes,
        value);
  }
}
