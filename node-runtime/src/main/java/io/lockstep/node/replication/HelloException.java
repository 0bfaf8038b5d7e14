package io.lockstep.node.replication;

/** Two nodes that reached each other will not speak to each other. */
final class HelloException extends Exception {
  private static final long serialVersionUID = 1L;

  private final RejectCode code;
  private final boolean byPeer;

  private HelloException(RejectCode code, boolean byPeer, String why) {
    super(why);
    this.code = code;
    this.byPeer = byPeer;
  }

  /** This node refuses, and still has to tell the peer. */
  static HelloException here(RejectCode code, String why) {
    return new HelloException(code, false, why);
  }

  /** The peer has refused. */
  static HelloException byPeer(LinkMessage.Rejected rejected) {
    return new HelloException(rejected.code(), true, "refused by the peer: " + rejected.detail());
  }

  RejectCode code() {
    return code;
  }

  boolean isByPeer() {
    return byPeer;
  }
}
