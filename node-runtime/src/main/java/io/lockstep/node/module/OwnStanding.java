package io.lockstep.node.module;

import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.node.role.ModuleState;
import io.lockstep.node.role.Phase;

/** What this node tells its peer of itself. */
final class OwnStanding {

  private OwnStanding() {}

  /**
   * Taken on the role thread.
   *
   * @param journalOffered false if the journal turned out not to be enough for the peer
   */
  static Standing of(
      OpenedModule opened,
      NodeRecord record,
      ModuleState state,
      int nodeIndex,
      boolean journalOffered) {
    long end = opened.endPosition();
    boolean reaches = opened.journal().lastSequence() >= end;
    return new Standing(
        record,
        nodeIndex,
        reaches && journalOffered ? opened.journal().firstSequence() : end + 1,
        end,
        opened.applied().low(),
        opened.applied().highest(),
        state.treeTrusted(),
        state.phase() instanceof Phase.Alone,
        isUntouched(record) && TreeContent.holdsAnything(opened.capture().backing()));
  }

  /**
   * Never part of a mirror, nor on the way to become one: what lies in the directories is
   * somebody's.
   */
  private static boolean isUntouched(NodeRecord record) {
    return record.isFresh() && record.data() != NodeRecord.DataState.INCONSISTENT;
  }
}
