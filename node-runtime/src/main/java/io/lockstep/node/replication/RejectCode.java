package io.lockstep.node.replication;

/** Why one side of a link refuses the other. The ordinal is never sent; {@link #wire} is. */
public enum RejectCode {
  /** A code of a newer version that this one does not know. */
  OTHER(0),
  /** No common protocol version. */
  VERSION(1),
  /** Another cluster. */
  CLUSTER(2),
  /** A module this node does not have, or that is not started. */
  MODULE(3),
  /** Not the node that was expected. */
  NODE(4),
  /** The proof does not fit the cluster key. */
  KEY(5),
  /** A frame that cannot be read, or that does not belong here. */
  MALFORMED(6),
  /** Too many unauthenticated connections at once. */
  BUSY(7),
  /** A frame of an epoch that this node has left: whoever sent it must step down. */
  STALE_EPOCH(8),
  /** A record that does not follow the last one. */
  BAD_SEQUENCE(9),
  /** The two nodes leave out different names of the module's directories. */
  EXCLUSION(10);

  private final int wire;

  RejectCode(int wire) {
    this.wire = wire;
  }

  /** The number that stands for it in a frame. */
  public int wire() {
    return wire;
  }

  /** The code for a number from a frame; {@link #OTHER} if it is unknown. */
  public static RejectCode ofWire(int wire) {
    for (RejectCode code : values()) {
      if (code.wire == wire) {
        return code;
      }
    }
    return OTHER;
  }
}
