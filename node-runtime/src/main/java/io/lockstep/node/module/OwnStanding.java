package io.lockstep.node.module;

import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.journal.lineage.TreeTrust;
import io.lockstep.journal.log.AppliedMap;
import io.lockstep.journal.log.Journal;
import io.lockstep.node.role.ModuleState;
import io.lockstep.node.role.Phase;
import io.lockstep.node.scope.Exclusion;
import java.nio.file.Path;
import java.util.List;

/**
 * What this node tells its peer of itself.
 *
 * @param directories the original files
 * @param exclusion what in them is not replicated
 * @param scope whether that has changed
 */
record OwnStanding(
    Journal journal,
    AppliedMap applied,
    List<Path> directories,
    Exclusion exclusion,
    ScopeRecord scope) {

  /**
   * Where this node's history ends: the journal may lag after a synchronisation by state, until its
   * first record.
   */
  long end() {
    return Math.max(journal.lastSequence(), applied.low());
  }

  /** The same, also where a loss of power has taken records away. */
  long end(NodeRecord record, ModuleState state) {
    return TreeTrust.end(record, state.treeTrusted(), end());
  }

  /**
   * Taken on the role thread. A tree in which other names were replicated than now is not what the
   * journal says: only a comparison makes two of them equal.
   *
   * @param journalOffered false if the journal turned out not to be enough for the peer
   */
  Standing of(NodeRecord record, ModuleState state, int nodeIndex, boolean journalOffered) {
    long end = end(record, state);
    boolean reaches = journal.lastSequence() >= end;
    return new Standing(
        record,
        nodeIndex,
        reaches && journalOffered ? TreeTrust.firstTold(record, journal.firstSequence()) : end + 1,
        end,
        applied.low(),
        applied.highest(),
        state.treeTrusted() && (record.isFresh() || scope.isConfirmed()),
        state.phase() instanceof Phase.Alone,
        isUntouched(record) && TreeContent.holdsAnything(directories, exclusion));
  }

  /**
   * Never part of a mirror, nor on the way to become one: what lies in the directories is
   * somebody's.
   */
  private static boolean isUntouched(NodeRecord record) {
    return record.isFresh() && record.data() != NodeRecord.DataState.INCONSISTENT;
  }
}
