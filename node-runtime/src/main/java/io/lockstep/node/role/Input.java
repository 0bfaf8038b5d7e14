package io.lockstep.node.role;

import io.lockstep.journal.lineage.Lineage;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.journal.lineage.Verdict;
import io.lockstep.node.application.ApplicationState;
import io.lockstep.node.module.ModuleCommand;
import java.util.UUID;

/** Everything that can happen to a module. */
public sealed interface Input {

  /**
   * Time has passed.
   *
   * @param oldestWaitingMillis for how long the oldest operation has waited for the peer's
   *     acknowledgement, 0 if none waits
   */
  record Tick(PeerLife life, long oldestWaitingMillis) implements Input {}

  /**
   * A daemon of this node was killed, and the mounts it had open for writing are held: requests of
   * the application wait.
   *
   * @param sinceMillis when it was killed, in the time of {@link Moment#nowMillis}
   */
  record MountsLeft(long sinceMillis) implements Input {}

  /** Somebody ordered something. */
  record Ordered(ModuleCommand command, String actor, String commandId) implements Input {}

  /** An authenticated connection to the peer stands. */
  record LinkUp() implements Input {}

  record LinkLost(String why) implements Input {}

  /** The peer told its standing; {@code self} is what was told to it. */
  record PeerMet(Standing self, Standing peer) implements Input {}

  /** The peer told its verdict, seen from its side. */
  record PeerJudged(Verdict verdict) implements Input {}

  /** The peer says good-bye. {@code outdated}: it has durably given up its right to take over. */
  record PeerLeft(boolean outdated, String reason) implements Input {}

  /** The arbiter answered, or could not. */
  record ClaimAnswered(ClaimOutcome outcome) implements Input {}

  /** An answer of an arbiter. */
  sealed interface ClaimOutcome {
    record Granted() implements ClaimOutcome {}

    /** Somebody holds the record: perhaps this very node, from before a crash. */
    record Held(String node, UUID epochId) implements ClaimOutcome {}

    record Unknown(String why) implements ClaimOutcome {}
  }

  /** The tree stands at the journal's end. */
  record Prepared() implements Input {}

  /** The source is about to send what belongs to the epochs of this lineage. */
  record FeedOffered(Lineage lineage) implements Input {}

  /** The target has noted whose epochs it receives. */
  record FeedAccepted() implements Input {}

  /**
   * The source is about to leave out what operations up to {@code wholeFrom} overwrite: until this
   * node holds those too, its tree is a mixture of two moments.
   */
  record CondenseAsked(long wholeFrom) implements Input {}

  /** This node's tree holds everything up to here, and all of it is on disk. */
  record TreeSettled(long sequence) implements Input {}

  /** The peer has everything; nothing new is let in until the gate is opened again. */
  record FeedHeld() implements Input {}

  /** The peer could not be fed. */
  record FeedFailed(String why) implements Input {}

  /**
   * The source asks this node to enter a mirrored epoch; {@code complete}: this node's tree stands
   * where it says.
   */
  record JoinAsked(Lineage lineage, UUID moduleId, boolean complete) implements Input {}

  record JoinAnswered(long epoch) implements Input {}

  /** Whether all that programs had left in the kernel's cache was sent in time. */
  record WrittenBack(boolean complete) implements Input {}

  /** Whether all that was journaled is acknowledged and applied. */
  record Drained(boolean complete) implements Input {}

  /** The primary wants to hand over: this node is to renounce its right to take over by itself. */
  record HandoverOffered() implements Input {}

  /** The secondary has durably renounced. */
  record HandoverAccepted() implements Input {}

  /** The primary asks this node to take its place. */
  record HandoverAsked(Lineage lineage, boolean complete) implements Input {}

  record HandoverAnswered(long epoch) implements Input {}

  record ApplicationChanged(ApplicationState state, String why) implements Input {}

  /** This node cannot take what its primary sends: no room, or a disk that does not take it. */
  record Unable(String why) implements Input {}

  /** What only this node had acknowledged is in an archive, on disk. */
  record Archived(String id) implements Input {}

  /** It is not, and nothing of the copy was touched. */
  record ArchiveFailed(String why) implements Input {}

  /** This node has room again on the disks of its directories. */
  record RoomIsBack() implements Input {}

  /** The journal's disk takes no further segment: operations are answered with an error. */
  record JournalRefuses(String why) implements Input {}

  /** This node's tree is no longer what its journal says. */
  record TreeBroken(String why) implements Input {}

  /** The shell could not carry out an action. */
  record ActionFailed(String what) implements Input {}
}
