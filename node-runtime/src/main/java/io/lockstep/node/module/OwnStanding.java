package io.lockstep.node.module;

import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.journal.log.AppliedMap;
import io.lockstep.journal.log.Journal;
import io.lockstep.node.role.ModuleState;
import io.lockstep.node.role.Phase;
import java.nio.file.Path;
import java.util.List;

/**
 * What this node tells its peer of itself.
 *
 * @param directories the original files
 */
record OwnStanding(Journal journal, AppliedMap applied, List<Path> directories) {

  /**
   * Where this node's history ends: the journal may lag after a synchronisation by state, until its
   * first record.
   */
  long end() {
    return Math.max(journal.lastSequence(), applied.low());
  }

  /**
   * Taken on the role thread.
   *
   * @param journalOffered false if the journal turned out not to be enough for the peer
   */
  Standing of(NodeRecord record, ModuleState state, int nodeIndex, boolean journalOffered) {
    long end = end();
    boolean reaches = journal.lastSequence() >= end;
    return new Standing(
        record,
        nodeIndex,
        reaches && journalOffered ? journal.firstSequence() : end + 1,
        end,
        applied.low(),
        applied.highest(),
        state.treeTrusted(),
        state.phase() instanceof Phase.Alone,
        isUntouched(record) && TreeContent.holdsAnything(directories));
  }

  /**
   * Never part of a mirror, nor on the way to become one: what lies in the directories is
   * somebody's.
   */
  private static boolean isUntouched(NodeRecord record) {
    return record.isFresh() && record.data() != NodeRecord.DataState.INCONSISTENT;
  }
}
