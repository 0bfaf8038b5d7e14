package io.lockstep.journal.lineage;

import java.util.Optional;

/**
 * Which of two nodes goes on serving when both do and find out that each has acknowledged writes
 * the other lacks. The other stops at once; no data is touched. Pure, and mirrored: exactly one of
 * the two has precedence.
 *
 * <p>The later decision wins, since whoever took it knew more: the higher number (an arbiter gives
 * them out in order, and a human's order asks for one above all that are known), at equal numbers,
 * which only a missing arbiter makes possible, a human's order. Then the node that applications
 * used when the two parted, then the first in the configuration.
 */
public final class Precedence {

  private Precedence() {}

  /** Whether {@code self} goes on. */
  public static boolean isOf(Standing self, Standing peer) {
    Optional<Epoch> own = self.record().lineage().last();
    Optional<Epoch> theirs = peer.record().lineage().last();
    int byNumber = Long.compare(number(own), number(theirs));
    if (byNumber != 0) {
      return byNumber > 0;
    }
    if (isForced(own) != isForced(theirs)) {
      return isForced(own);
    }
    String before = Divergence.between(self, peer).map(d -> d.shared().primary()).orElse("");
    return before.equals(self.record().node())
        || (!before.equals(peer.record().node()) && self.nodeIndex() < peer.nodeIndex());
  }

  private static long number(Optional<Epoch> epoch) {
    return epoch.map(Epoch::number).orElse(0L);
  }

  private static boolean isForced(Optional<Epoch> epoch) {
    return epoch.map(Epoch::forced).orElse(false);
  }
}
