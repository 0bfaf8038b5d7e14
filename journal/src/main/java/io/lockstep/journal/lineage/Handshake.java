package io.lockstep.journal.lineage;

import io.lockstep.journal.lineage.NodeRecord.DataState;
import io.lockstep.journal.lineage.Verdict.Manual;
import io.lockstep.journal.lineage.Verdict.Method;
import io.lockstep.journal.lineage.Verdict.Refuse;
import io.lockstep.journal.lineage.Verdict.Source;
import io.lockstep.journal.lineage.Verdict.Split;
import io.lockstep.journal.lineage.Verdict.Target;

/**
 * Decides which of two nodes that meet feeds the other. Pure; clocks are never an input.
 *
 * <p>The rules are tried in order, the first that fits wins: wrong partner, first start, unrelated
 * histories, damaged tree or rolled-back node, and then lineages. What a node holds beyond the
 * common position counts only if it was acknowledged: the tail of the last epoch is not, when that
 * epoch was mirrored, since an acknowledgement would have needed the peer.
 */
public final class Handshake {

  private static final String GIVEN_UP = "the other copy was given up";

  private final Standing self;
  private final Standing peer;

  private Handshake(Standing self, Standing peer) {
    this.self = self;
    this.peer = peer;
  }

  /** The verdict from the point of view of {@code self}. */
  public static Verdict decide(Standing self, Standing peer) {
    return new Handshake(self, peer).decide();
  }

  private Verdict decide() {
    if (!self.record().cluster().equals(peer.record().cluster())) {
      return refuse("cluster", self.record().cluster(), peer.record().cluster());
    }
    if (!self.record().module().equals(peer.record().module())) {
      return refuse("module", self.record().module(), peer.record().module());
    }
    if (self.nodeIndex() == peer.nodeIndex() || self.record().node().equals(peer.record().node())) {
      return new Refuse("the peer says it is the same node as this one: " + peer.record().node());
    }
    if (self.record().isFresh() || peer.record().isFresh()) {
      return firstStart();
    }
    if (!self.record().moduleId().equals(peer.record().moduleId())) {
      return refuse("module id", self.record().moduleId(), peer.record().moduleId());
    }
    return Divergence.between(self, peer).map(this::bothLived).orElseGet(this::unrelated);
  }

  /** Only a human can tell which of two histories counts that have nothing in common. */
  private Verdict unrelated() {
    if (self.record().data().isGivenUp() && !isDamaged(peer, self)) {
      return feed(peer, Method.STATE, 0, GIVEN_UP);
    }
    if (peer.record().data().isGivenUp() && !isDamaged(self, peer)) {
      return feed(self, Method.STATE, 0, GIVEN_UP);
    }
    return new Refuse("no epoch in common: the two histories are unrelated or too far apart");
  }

  private static Refuse refuse(String what, Object mine, Object theirs) {
    return new Refuse("another " + what + ": expected " + mine + ", found " + theirs);
  }

  private Verdict firstStart() {
    if (self.record().isFresh() && peer.record().isFresh()) {
      return bothFresh();
    }
    Standing fresh = self.record().isFresh() ? self : peer;
    Standing old = fresh == self ? peer : self;
    if (fresh.holdsData()) {
      return new Manual(
          "the directories of the new node are not empty: empty them, or force it to be primary");
    }
    if (old.record().data().isGivenUp()) {
      return new Manual("one node is new and the copy of the other was given up");
    }
    if (old.record().data() == DataState.INCONSISTENT) {
      return new Manual("one node is new and the other holds an unfinished copy");
    }
    if (old.record().data() == DataState.OUTDATED && !old.serving()) {
      return new Manual("one node is new and the other is known to lack acknowledged writes");
    }
    return feed(old, Method.STATE, 0, "first synchronisation");
  }

  private Verdict bothFresh() {
    boolean selfBad = self.record().data() == DataState.INCONSISTENT;
    boolean peerBad = peer.record().data() == DataState.INCONSISTENT;
    if (selfBad != peerBad) {
      return feed(selfBad ? peer : self, Method.STATE, 0, "first start");
    }
    if (self.holdsData() && peer.holdsData()) {
      return new Manual(
          "first start and the directories are not empty on both nodes: empty one side, or force the side whose data is right"
              + " to be primary");
    }
    Standing source =
        self.holdsData() || (!peer.holdsData() && self.nodeIndex() < peer.nodeIndex())
            ? self
            : peer;
    return feed(source, Method.STATE, 0, "first start");
  }

  private Verdict bothLived(Divergence divergence) {
    boolean selfBad = isDamaged(self, peer);
    boolean peerBad = isDamaged(peer, self);
    if (selfBad && peerBad) {
      return new Manual("neither node holds a whole copy that is known to be newest");
    }
    if (selfBad) {
      return repair(self, peer, divergence.commonSequence(), divergence.selfBeyond());
    }
    return peerBad
        ? repair(peer, self, divergence.commonSequence(), divergence.peerBeyond())
        : byLineage(divergence);
  }

  /** A tree in the middle of a replay needs only the rest of it. */
  private Verdict repair(Standing damaged, Standing good, long common, boolean damagedIsBeyond) {
    return !damagedIsBeyond && canComplete(good, damaged)
        ? feedFrom(good, common, "the other is in the middle of a replay")
        : replace(damaged, good, damagedIsBeyond);
  }

  /**
   * The good node replaces the damaged copy of the other, unless that holds acknowledged writes
   * which the good one lacks. A node that serves has been granted or told to, and a copy that was
   * given up was by a human: these decisions were taken.
   */
  private Verdict replace(Standing damaged, Standing good, boolean damagedIsBeyond) {
    if (damaged.record().data().isGivenUp()) {
      return feed(good, Method.STATE, 0, GIVEN_UP);
    }
    if (good.serving()) {
      return feed(good, Method.STATE, 0, "it is serving and the other copy is damaged");
    }
    if (damagedIsBeyond) {
      return new Manual("one copy is damaged, and the other lacks writes it acknowledged");
    }
    return good.record().data() == DataState.OUTDATED
        ? new Manual("one copy is damaged, and the other is known to lack acknowledged writes")
        : feed(good, Method.STATE, 0, "the other copy is unfinished or was rolled back");
  }

  /** A node that knows that it lacks writes itself makes nobody complete by its own decision. */
  private static boolean canComplete(Standing good, Standing damaged) {
    boolean entitled = good.serving() || good.record().data() == DataState.UP_TO_DATE;
    return entitled && !isRolledBack(damaged, good) && damaged.canBeCompletedBy(good);
  }

  private static boolean isDamaged(Standing one, Standing other) {
    return isRolledBack(one, other) || !one.record().data().isWhole();
  }

  private static boolean isRolledBack(Standing one, Standing other) {
    return one.record().incarnation() < other.record().peerIncarnation();
  }

  private Verdict byLineage(Divergence divergence) {
    long common = divergence.commonSequence();
    if (divergence.selfBeyond() && divergence.peerBeyond()) {
      return new Split(
          common, "both nodes acknowledged writes after epoch " + divergence.shared().number());
    }
    if (divergence.selfBeyond() || divergence.peerBeyond()) {
      return feedFrom(
          divergence.selfBeyond() ? self : peer,
          common,
          "it acknowledged writes that the other lacks");
    }
    return sameHistory(divergence);
  }

  /**
   * Each of them may be marked as outdated, which says that the other may hold more. Now that they
   * have met, the journals tell: whatever was acknowledged is in one of the two.
   */
  private Verdict sameHistory(Divergence divergence) {
    long common = divergence.commonSequence();
    if (self.serving() != peer.serving()) {
      return feedFrom(self.serving() ? self : peer, common, "it is serving");
    }
    if (divergence.shared().kind() == Epoch.Kind.MIRRORED
        && self.treeTrusted() != peer.treeTrusted()) {
      // Nothing was acknowledged since both had everything; one of them may have lost some of it.
      return feedFrom(self.treeTrusted() ? self : peer, common, "the other has lost power since");
    }
    boolean selfOld = self.record().data() == DataState.OUTDATED;
    boolean peerOld = peer.record().data() == DataState.OUTDATED;
    if (selfOld != peerOld) {
      return feedFrom(selfOld ? peer : self, common, "the other is outdated");
    }
    return feedFrom(
        newer(), common, "it was last to be granted an epoch, or has the longer journal");
  }

  private Standing newer() {
    long byEpoch = self.lineage().lastNumber() - peer.lineage().lastNumber();
    if (byEpoch != 0) {
      return byEpoch > 0 ? self : peer;
    }
    if (self.treeTrusted() != peer.treeTrusted()) {
      return self.treeTrusted() ? self : peer;
    }
    if (self.lastSequence() != peer.lastSequence()) {
      return self.lastSequence() > peer.lastSequence() ? self : peer;
    }
    return lastPrimary();
  }

  private Standing lastPrimary() {
    Epoch own = self.lineage().last().orElseThrow();
    Epoch theirs = peer.lineage().last().orElseThrow();
    if (!own.id().equals(theirs.id())) {
      return lastAlone(own, theirs);
    }
    if (own.primary().equals(self.record().node())) {
      return self;
    }
    return own.primary().equals(peer.record().node()) ? peer : firstNode();
  }

  /** Two epochs of one number, nothing acknowledged in either: the one that somebody granted. */
  private Standing lastAlone(Epoch own, Epoch theirs) {
    if (own.kind() == theirs.kind()) {
      return firstNode();
    }
    return own.kind() == Epoch.Kind.ALONE ? self : peer;
  }

  /** Both nodes name the same one. */
  private Standing firstNode() {
    return self.nodeIndex() < peer.nodeIndex() ? self : peer;
  }

  private Verdict feedFrom(Standing source, long common, String why) {
    Standing target = source == self ? peer : self;
    boolean byLog =
        source.treeTrusted()
            && target.treeTrusted()
            && source.firstSequence() <= common + 1
            && target.highestApplied() <= common
            && target.firstSequence() <= common + 1;
    return feed(source, byLog ? Method.LOG : Method.STATE, common, why);
  }

  private Verdict feed(Standing source, Method method, long common, String why) {
    String reason = source.record().node() + " is the source: " + why;
    return source == self ? new Source(method, common, reason) : new Target(method, common, reason);
  }
}
