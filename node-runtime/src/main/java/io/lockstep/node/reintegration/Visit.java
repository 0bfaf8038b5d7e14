package io.lockstep.node.reintegration;

import io.lockstep.journal.op.Name;

/** A directory that a walk still has to look at. */
sealed interface Visit {

  PathNode place();

  /** All its entries, and all below. */
  record Whole(PathNode place) implements Visit {}

  /** The marked entries, and what is marked below. */
  record Marked(PathNode place, TouchedNode marks) implements Visit {}

  /** What to compare of an entry. */
  record Candidate(Name name, TouchedNode marks) {

    /** Everything it stands for. */
    static Candidate whole(Name name) {
      TouchedNode marks = new TouchedNode();
      marks.named = true;
      return new Candidate(name, marks);
    }
  }
}
