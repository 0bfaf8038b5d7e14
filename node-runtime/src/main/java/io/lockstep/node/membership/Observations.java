package io.lockstep.node.membership;

/**
 * All that is known about the life of the peer, as moments of one monotonic clock in nanoseconds; 0
 * means that it did not happen.
 *
 * @param lastHeartbeatNanos arrival of the newest accepted heartbeat
 * @param lastLinkTrafficNanos arrival of the newest valid frame on the replication link
 * @param linkClosedNanos when the link was lost; 0 while it is up, and if it never was
 * @param reconnectRefusedNanos the newest moment at which the peer's host refused a connection to
 *     the replication port: its kernel lives, its daemon does not
 * @param guardianNanos the newest moment at which its host refused that connection and the daemon's
 *     guardian answered: it is being started again
 * @param knownDownNanos up to here it is known, without a gap, that the daemon did not run since
 *     the link last carried something; 0 if that is not known
 * @param farewellNanos arrival of the peer's farewell
 * @param tickGapNanos end of this node's own last pause, or its start: whatever is older is void
 */
public record Observations(
    long lastHeartbeatNanos,
    long lastLinkTrafficNanos,
    long linkClosedNanos,
    long reconnectRefusedNanos,
    long guardianNanos,
    long knownDownNanos,
    long farewellNanos,
    long tickGapNanos) {

  /**
   * The newest moment at which it is known that the peer had not gone on alone: it drops the link
   * before it does. A heartbeat tells that its daemon runs, not what its module does.
   */
  long lastKnownNanos() {
    return Math.max(lastLinkTrafficNanos, knownDownNanos);
  }

  /** Newest sign of life of any kind. */
  long lastTrafficNanos() {
    return Math.max(lastHeartbeatNanos, lastLinkTrafficNanos);
  }
}
