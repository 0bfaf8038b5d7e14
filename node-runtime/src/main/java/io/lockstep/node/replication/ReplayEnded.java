package io.lockstep.node.replication;

import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Operation;

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

  /** This node was fed a condensed history itself: somewhere in it its own does not tell all. */
  static void requireWhole(Entry entry) {
    if (entry.operation() instanceof Operation.Remnant) {
      throw new ReplayEnded(
          Kind.NEEDS_STATE, "record " + entry.sequence() + " is only the rest of a write");
    }
  }

  Kind kind() {
    return kind;
  }
}
