package io.lockstep.journal.lineage;

/**
 * All that a node tells its peer when they meet, and the only input of {@link Handshake#decide}.
 *
 * @param record its durable record
 * @param nodeIndex 0 or 1, the node's place in the configuration; breaks ties
 * @param firstSequence the oldest journal record it still holds; lastSequence + 1 if it holds none
 * @param lastSequence the newest journal record it holds
 * @param appliedSequence every operation up to this one, and perhaps later ones, is in its tree;
 *     the tree holds nothing beyond {@code lastSequence}
 * @param highestApplied the highest sequence whose operation is in its tree
 * @param treeTrusted whether the tree is what the journal says: false after a power loss
 * @param serving whether it acknowledges writes now
 * @param holdsData whether its directories hold anything; asked only of fresh nodes
 */
public record Standing(
    NodeRecord record,
    int nodeIndex,
    long firstSequence,
    long lastSequence,
    long appliedSequence,
    long highestApplied,
    boolean treeTrusted,
    boolean serving,
    boolean holdsData) {

  /**
   * The epochs of what the node really holds. A node that is being brought up to date by journal
   * has taken over its source's lineage before the first record; what it did not receive yet does
   * not count. Epochs of its own in which it has answered count, whatever is left of its journal.
   */
  public Lineage lineage() {
    boolean fed = record.data() == NodeRecord.DataState.OUTDATED || record.isHalfReplayed();
    return fed && !record.aloneUsed() ? record.lineage().upTo(lastSequence) : record.lineage();
  }

  /**
   * Whether a replay from {@code source} makes this half replayed tree whole: the source must hold
   * the very operations that were to overwrite what was left out, and this node must be where it
   * says it is.
   */
  boolean canBeCompletedBy(Standing source) {
    return record.isHalfReplayed()
        && treeTrusted
        && source.treeTrusted
        && source.lastSequence >= lastSequence
        && source.holdsOf(record.lineage(), record.wholeFrom());
  }

  /** Whether this node's history has the operation that {@code other} has at a sequence. */
  private boolean holdsOf(Lineage other, long sequence) {
    return other
        .epochOf(sequence)
        .map(epoch -> record.lineage().indexOf(epoch))
        .filter(index -> index >= 0)
        .map(index -> record.lineage().endOf(index, lastSequence) >= sequence)
        .orElse(false);
  }
}
