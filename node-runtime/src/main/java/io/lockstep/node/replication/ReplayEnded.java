package io.lockstep.node.replication;

/** Leaves the thread of a replay from wherever it is. */
final class ReplayEnded extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why it ends. */
  enum Kind {
    /** The journal cannot tell the target all it needs. */
    NEEDS_STATE,
    /** The connection, the target or this node's disk failed. */
    FAILED,
    /** Nobody wants it any more. */
    CANCELLED
  }

  private final Kind kind;

  ReplayEnded(Kind kind, String why) {
    super(why, null, false, false);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
