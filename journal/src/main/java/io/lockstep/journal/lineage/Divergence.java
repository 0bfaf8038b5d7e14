package io.lockstep.journal.lineage;

import java.util.List;
import java.util.Optional;

/**
 * How far the histories of two nodes agree, and whether a node answered an application beyond that.
 *
 * @param shared the last epoch both lived through
 * @param commonSequence the last operation of it that both hold
 * @param selfBeyond whether this node may have answered something the peer lacks
 * @param peerBeyond whether the peer may have answered something this node lacks
 */
public record Divergence(
    Epoch shared, long commonSequence, boolean selfBeyond, boolean peerBeyond) {

  /** Empty if the two have no epoch in common. */
  public static Optional<Divergence> between(Standing self, Standing peer) {
    int selfShared = self.lineage().lastShared(peer.lineage());
    if (selfShared < 0) {
      return Optional.empty();
    }
    Epoch shared = self.lineage().epochs().get(selfShared);
    int peerShared = peer.lineage().indexOf(shared);
    long common = Math.min(endOf(self, selfShared), endOf(peer, peerShared));
    return Optional.of(
        new Divergence(
            shared,
            common,
            isBeyond(self, peer, selfShared, common),
            isBeyond(peer, self, peerShared, common)));
  }

  /**
   * Whether acknowledged operations would be gone if the peer's copy took the place of this node's,
   * and no archive holds them yet. Of unrelated histories the worst is assumed.
   */
  public static boolean losesIfReplaced(Standing self, Standing peer) {
    return !self.record().isFresh()
        && self.record().data() != NodeRecord.DataState.REPLACED
        && between(self, peer).map(Divergence::selfBeyond).orElse(true);
  }

  private static long endOf(Standing node, int epochIndex) {
    return node.lineage().endOf(epochIndex, node.lastSequence());
  }

  /**
   * The tail of a mirrored epoch was not answered, since that would have needed the peer, unless
   * the node was later granted to answer alone, and did.
   */
  private static boolean isBeyond(Standing node, Standing other, int shared, long common) {
    List<Epoch> epochs = node.lineage().epochs();
    boolean answeredAlone = answeredAlone(node, other);
    if (shared == epochs.size() - 1) {
      return answeredAlone && node.lastSequence() > common;
    }
    boolean onlyAnAloneEpochFollows =
        shared == epochs.size() - 2 && epochs.getLast().kind() == Epoch.Kind.ALONE;
    if (onlyAnAloneEpochFollows && epochs.get(shared).kind() == Epoch.Kind.MIRRORED) {
      return answeredAlone;
    }
    return node.lastSequence() > common || answeredAlone;
  }

  /**
   * In its last epoch. The flag tells of a node's own. One that it copied was answered by the
   * other: if that one has lost power since, its journal may end before the copy, but what it had
   * synced is in its tree, and is not in a copy that had not come so far. So it has no less than it
   * answered for; only where its own copy is not whole the worst is assumed.
   */
  private static boolean answeredAlone(Standing node, Standing other) {
    Epoch last = node.lineage().last().orElseThrow();
    boolean own = last.primary().equals(node.record().node());
    return last.kind() == Epoch.Kind.ALONE
        && (own ? node.record().aloneUsed() : !hasAnswered(other, last));
  }

  private static boolean hasAnswered(Standing node, Epoch epoch) {
    return epoch.primary().equals(node.record().node())
        && node.record().lineage().indexOf(epoch) >= 0
        && node.record().data() == NodeRecord.DataState.UP_TO_DATE;
  }
}
