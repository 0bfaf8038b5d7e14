package io.lockstep.node.membership;

/** Why a datagram on the heartbeat port was not taken as a sign of life. Counted, never logged. */
public enum Refusal {
  /** Not a heartbeat, cut short, too long, or with a value out of range. */
  MALFORMED,
  /** A heartbeat of a format this release does not know. */
  OTHER_VERSION,
  /** Made for another cluster. */
  OTHER_CLUSTER,
  /** Made without the cluster key, or changed on its way. */
  FORGED,
  /** Right key, but not the name of the peer: this node's own datagram sent back, for instance. */
  OTHER_SENDER,
  /** Repeated or overtaken: its counter is not above the last one, or its daemon was replaced. */
  STALE,
  /** Of a daemon that has not yet shown that it lives now: see {@link PeerTracker}. */
  UNCONFIRMED
}
