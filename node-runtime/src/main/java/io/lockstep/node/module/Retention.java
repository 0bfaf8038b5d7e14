package io.lockstep.node.module;

import io.lockstep.journal.log.SegmentExtent;
import java.util.List;

/**
 * Which of a journal's oldest segments may go. Pure.
 *
 * @param retainBytes how much journal is kept for a peer that comes back
 * @param retainMillis how long, at most; 0: as long as there is space
 * @param segmentBytes size of a segment of the primary
 */
record Retention(long retainBytes, long retainMillis, long segmentBytes) {

  /** What the peer needs of this journal, as far as this node knows. */
  sealed interface Peer {

    /** Takes part: everything up to here is in its tree. */
    record Mirrors(long applied) implements Peer {}

    /** Is being fed from this journal, or about to be: all of it is kept. */
    record Reads() implements Peer {}

    /** Does not take part; it has what lies up to here, and will ask for the rest. */
    record Away(long holds) implements Peer {}

    /** Nothing: it feeds this node, or is synchronised by state. */
    record Free() implements Peer {}
  }

  /**
   * What may go.
   *
   * @param dropBelow segments that end below it
   * @param leavesPeerBehind whether the peer loses with it what it would have asked for: from then
   *     on it must be synchronised by state
   */
  record Decision(long dropBelow, boolean leavesPeerBehind) {}

  /**
   * Drops the oldest segments while all of them take more than is to be kept, but never the newest,
   * nor what this node's own redo or a peer that takes part may need.
   *
   * @param segments oldest first
   * @param applied everything up to here is in this node's tree
   */
  Decision decide(List<SegmentExtent> segments, long applied, Peer peer) {
    return decide(segments, applied, peer, 0, 0);
  }

  /**
   * The same where the disk lacks room: what is kept for a peer that comes back goes first.
   *
   * @param shortBytes how much more room is needed on the journal's disk
   * @param expiredBelow what is older than anything that is to be kept
   */
  Decision decide(
      List<SegmentExtent> segments, long applied, Peer peer, long shortBytes, long expiredBelow) {
    long keepFrom = Math.min(redoFrom(segments, applied), neededFrom(peer));
    long taken = segments.stream().mapToLong(SegmentExtent::bytes).sum();
    long excess = Math.max(taken - retainBytes, shortBytes);
    int kept = 0;
    while (kept < segments.size() - 1
        && (excess > 0 || segments.get(kept).last() < expiredBelow)
        && segments.get(kept).last() < keepFrom) {
      excess -= segments.get(kept).bytes();
      kept++;
    }
    if (kept == 0) {
      return new Decision(0, false);
    }
    long dropBelow = segments.get(kept - 1).last() + 1;
    return new Decision(dropBelow, isLeftBehind(peer, segments, dropBelow));
  }

  /** True once: for the drop that takes the first record the peer lacks. */
  private static boolean isLeftBehind(Peer peer, List<SegmentExtent> segments, long dropBelow) {
    return peer instanceof Peer.Away(long holds)
        && segments.getFirst().header().firstSequence() <= holds + 1
        && dropBelow > holds + 1;
  }

  /**
   * Whether all that a segment holds is older than what is to be kept.
   *
   * @param nextBeganMillis when the first record behind it was made, by the wall clock
   */
  boolean isExpired(long nextBeganMillis, long nowMillis) {
    return retainMillis > 0 && nowMillis - nextBeganMillis > retainMillis;
  }

  private static long neededFrom(Peer peer) {
    return switch (peer) {
      case Peer.Mirrors(long applied) -> applied + 1;
      case Peer.Reads _ -> 0;
      case Peer.Away _, Peer.Free _ -> Long.MAX_VALUE;
    };
  }

  /**
   * Where a redo after a kill may begin to read: at the segment of the first operation that is not
   * in the tree. A segment that a restarted mirror began leans on those before it for the meaning
   * of file ids, back to where its primary began one: these lie within the size of one segment.
   */
  private long redoFrom(List<SegmentExtent> segments, long applied) {
    int first = segments.size() - 1;
    while (first > 0 && segments.get(first).header().firstSequence() > applied + 1) {
      first--;
    }
    long leaning = 0;
    while (first > 0 && leaning < segmentBytes && isSameEpoch(segments, first)) {
      first--;
      leaning += segments.get(first).bytes();
    }
    return segments.isEmpty() ? 0 : segments.get(first).header().firstSequence();
  }

  private static boolean isSameEpoch(List<SegmentExtent> segments, int at) {
    return segments.get(at).header().epochId().equals(segments.get(at - 1).header().epochId());
  }
}
