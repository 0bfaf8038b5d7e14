package io.lockstep.journal.lineage;

/**
 * Whether a tree is what its journal says: after a stop in order and after the death of the mere
 * process, but not after a loss of power, when what was not synced may be gone. Once lost, trust is
 * not regained by a restart or a stop, only by a comparison with the peer or a decision to serve
 * from the tree as it is. Pure.
 */
public final class TreeTrust {

  private TreeTrust() {}

  /**
   * Whether a daemon that starts may believe its tree.
   *
   * @param bootId of the kernel that runs now
   */
  public static boolean isTrusted(NodeRecord record, String bootId) {
    return record.cleanStop() || record.bootId().equals(bootId);
  }

  /**
   * The record of a node that runs. Without trust it keeps the boot of which the tree was last
   * believed: with the present one the next start would believe it.
   */
  public static NodeRecord running(NodeRecord record, boolean trusted, String bootId) {
    return record.withStop(false, trusted ? bootId : record.bootId());
  }

  /**
   * The record of a node whose tree counts again, as a serving node's or made equal to one.
   *
   * @param checkpoint how the tree came about is told by the journal from behind this sequence
   *     only: before it either may hold what the other lacks
   */
  public static NodeRecord trustedAgain(NodeRecord record, String bootId, long checkpoint) {
    return record.withStop(false, bootId).withCheckpoint(checkpoint);
  }

  /**
   * The record of a node whose tree is known not to be what its journal says, though nobody lost
   * power: no boot is the one of which it was last believed.
   */
  public static NodeRecord distrusted(NodeRecord record) {
    return record.withStop(false, "");
  }

  /** The first sequence of a journal that tells what the tree is made of. */
  public static long firstTold(NodeRecord record, long firstOfJournal) {
    return Math.max(firstOfJournal, record.checkpoint() + 1);
  }

  /**
   * Where the history of a node's tree ends. After a loss of power the journal may end before the
   * epochs that the tree has lived through: these count on, since what was synced in them is there.
   *
   * @param journalEnd where journal and tree end as far as is known
   */
  public static long end(NodeRecord record, boolean trusted, long journalEnd) {
    if (trusted || record.isFresh() || record.data() != NodeRecord.DataState.UP_TO_DATE) {
      return journalEnd;
    }
    Epoch last = record.lineage().last().orElseThrow();
    boolean used = last.kind() == Epoch.Kind.ALONE && record.aloneUsed();
    return Math.max(journalEnd, last.firstSequence() - (used ? 0 : 1));
  }

  /**
   * The record of a node that has stopped.
   *
   * @param synced whether tree and journal are on disk, and closed
   */
  public static NodeRecord stopped(
      NodeRecord record, boolean trusted, boolean synced, String bootId) {
    return trusted ? record.withStop(synced, bootId) : running(record, false, bootId);
  }
}
