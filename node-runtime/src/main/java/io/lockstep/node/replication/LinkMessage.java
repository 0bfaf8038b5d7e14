package io.lockstep.node.replication;

import io.lockstep.journal.lineage.Lineage;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.journal.lineage.Verdict;
import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.role.Readiness;
import io.lockstep.node.role.Role;
import java.util.List;
import java.util.UUID;

/**
 * What two nodes say to each other about one module, besides journal records. The epoch it is said
 * in travels in the frame header ({@link LinkCodec}). Immutable; arrays are not copied and must not
 * be changed.
 */
public sealed interface LinkMessage {

  /**
   * First frame of both sides: who speaks, what of the module it leaves out, and 32 random bytes.
   */
  record Hello(
      int protocolMin,
      int protocolMax,
      String cluster,
      String module,
      String node,
      String exclusion,
      byte[] nonce)
      implements LinkMessage {}

  /** Second frame of both sides: 32 bytes that only a holder of the cluster key can compute. */
  record Proof(byte[] mac) implements LinkMessage {}

  /** All that a node knows of itself when it meets its peer. */
  record Meet(Standing standing, Role role, Readiness readiness) implements LinkMessage {}

  /** What the sender concludes from both standings, from its own point of view. */
  record Judged(Verdict verdict) implements LinkMessage {}

  /** The records that follow belong to this segment. */
  record BeginSegment(SegmentHeader header) implements LinkMessage {}

  /**
   * What file ids of the current segment stand for, as of the last record the receiver has; parents
   * before children. May come in several frames.
   */
  record Context(List<Operation.Bind> binds) implements LinkMessage {
    public Context {
      binds = List.copyOf(binds);
    }
  }

  /** The receiver's journal holds everything up to {@code sequence}; cumulative. */
  record Ack(long sequence) implements LinkMessage {}

  /** The barrier or {@link SyncAhead} of this sequence was carried out on the receiver's disk. */
  record Synced(long sequence) implements LinkMessage {}

  /**
   * The file that {@code sequence} has just written is likely to be synced next: the receiver does
   * it now, as if a barrier had come, and answers with {@link Synced}. Belongs to the segment of
   * the last record.
   */
  record SyncAhead(long sequence, long fileId, boolean dataOnly) implements LinkMessage {}

  /** The source has sent everything up to {@code sequence} and holds new operations back. */
  record ReplayEnd(long sequence) implements LinkMessage {}

  /** Answer to {@link ReplayEnd}: everything up to {@code sequence} is in the target's tree. */
  record Applied(long sequence) implements LinkMessage {}

  /**
   * The source is about to leave out what operations up to {@code wholeFrom} overwrite: until they
   * are applied, the target's tree is a mixture of two moments.
   */
  record Condense(long wholeFrom) implements LinkMessage {}

  /** The target has durably noted what a {@link Condense} says: the source may leave out. */
  record Condensing(long wholeFrom) implements LinkMessage {}

  /** Everything up to {@code sequence} was sent: the target shall bring its whole tree to disk. */
  record Settle(long sequence) implements LinkMessage {}

  /** Answer to {@link Settle}: the tree is on disk, and is durably noted as whole. */
  record Settled(long sequence) implements LinkMessage {}

  /** The receiver cannot keep its promise: journal, apply or sync failed. */
  record Trouble(long sequence, int errno, String what) implements LinkMessage {}

  /** The target holds everything up to {@code lastSequence}: it shall mirror in a new epoch. */
  record Join(Lineage lineage, UUID moduleId, long lastSequence) implements LinkMessage {}

  /** The epoch of a {@link Join} is durable here. */
  record Joined(long epoch) implements LinkMessage {}

  /** The primary has stopped at {@code lastSequence}: the peer shall be primary. */
  record Handover(Lineage lineage, long lastSequence) implements LinkMessage {}

  /** The epoch of a {@link Handover} is durable here. */
  record HandedOver(long epoch) implements LinkMessage {}

  /** The sender goes away on purpose; {@code outdated} whether it knows its tree is. */
  record Farewell(boolean outdated, String reason) implements LinkMessage {}

  /** A sign of life with the sender's state. */
  record PeerState(Role role, Readiness readiness, long lastSequence, long appliedSequence)
      implements LinkMessage {}

  /** The sender refuses what it was sent and closes the connection. */
  record Rejected(RejectCode code, String detail) implements LinkMessage {}

  /** Opaque payload of a reintegration by state, at most {@link LinkCodec#MAX_STATE_BYTES}. */
  record StateSync(byte[] payload) implements LinkMessage {}

  /** The source is about to send what belongs to the epochs of this lineage. */
  record Offer(Lineage lineage) implements LinkMessage {}

  /** The lineage of an {@link Offer} is durable here: the source may send. */
  record Accepted() implements LinkMessage {}

  /** The primary wants to hand over: the peer shall first renounce its right to take over. */
  record HandoverOffer() implements LinkMessage {}

  /** The renunciation is durable here. */
  record HandoverAccepted() implements LinkMessage {}

  /**
   * What does the receiver find in its tree, now that everything up to {@code sequence} is in it
   * and nothing beyond? Answered by {@link VerifyAnswer}. Belongs to the segment of the last
   * record; the question is opaque, at most {@link LinkCodec#MAX_STATE_BYTES}.
   */
  record Verify(long sequence, byte[] question) implements LinkMessage {}

  /** The same for what needs no exact place; never in the way of the stream. */
  record VerifyAside(byte[] question) implements LinkMessage {}

  /** The answer to a {@link Verify} or {@link VerifyAside}, opaque too. */
  record VerifyAnswer(byte[] answer) implements LinkMessage {}
}
