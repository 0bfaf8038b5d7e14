package io.lockstep.node.role;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.Lineage;
import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.Verdict;
import io.lockstep.node.module.ModuleCommand;
import java.util.Map;
import java.util.UUID;

/**
 * What the shell has to do, in the order given: an action begins only when the one before it is
 * done (or, where it says so, begun). An action that fails ends the list and comes back as {@link
 * Input.ActionFailed}.
 */
public sealed interface Action {

  /** Mounts the directories, opens the journal and looks for the peer. */
  record OpenModule() implements Action {}

  /** Unmounts and closes everything {@link OpenModule} opened. */
  record CloseModule() implements Action {}

  /** Ends mounts that are held for an application, and mounts anew, with access NONE. */
  record AbandonMounts() implements Action {}

  /** Makes the record durable. Whatever follows may rely on it. */
  record Persist(NodeRecord record) implements Action {}

  /**
   * Makes durable that the tree is what the journal says from now on. Later than what made it so: a
   * kill in between must not leave a tree that lost power and is believed.
   *
   * @param checkpoint from behind which the journal tells how the tree came about
   */
  record TrustTree(long checkpoint) implements Action {}

  /** Notes durably that the tree is not what the journal says. */
  record DistrustTree() implements Action {}

  /** What local processes may do with the mounted directories. */
  record Access(Allowed allowed) implements Action {
    /** Degrees of access. */
    public enum Allowed {
      NONE,
      READ,
      WRITE
    }
  }

  /** Lets no further operation in; those under way keep waiting. */
  record Freeze() implements Action {}

  /** Acknowledges by this node alone. */
  record OpenAlone(Epoch epoch) implements Action {}

  /** Acknowledges when both nodes have it. */
  record OpenMirrored(Epoch epoch) implements Action {}

  /** Answers every waiting and coming operation with an error. */
  record CloseGate() implements Action {}

  /** Begun only. */
  record StartApplication(Role role, long epoch) implements Action {}

  /** Begun only. */
  record StopApplication() implements Action {}

  /** Begun only; answered by {@link Input.ClaimAnswered}. */
  record AskArbiter(UUID moduleId, Epoch candidate) implements Action {}

  /** Tells the peer this node's standing. */
  record Meet() implements Action {}

  /** Tells the peer this node's verdict. */
  record TellVerdict(Verdict verdict) implements Action {}

  record Disconnect(String why) implements Action {}

  /** Brings the tree to the journal's end. Begun only; answered by {@link Input.Prepared}. */
  record Prepare() implements Action {}

  /** Tells the peer in whose epochs it is going to be brought up to date. */
  record TellOffer(Lineage lineage) implements Action {}

  record TellAccepted() implements Action {}

  /** Tells the source that it may leave out what operations up to {@code wholeFrom} overwrite. */
  record TellCondensing(long wholeFrom) implements Action {}

  /** Tells the source that this node's tree is whole, on disk, up to here. */
  record TellSettled(long sequence) implements Action {}

  /** Begins to bring the peer up to date. Begun only; answered by FeedHeld or FeedFailed. */
  record Feed(Verdict.Source verdict) implements Action {}

  /**
   * Archives what this node holds beyond the common position. Begun only; answered by {@link
   * Input.Archived} or {@link Input.ArchiveFailed}.
   */
  record Archive(long commonSequence, String why) implements Action {}

  /** Makes ready to be brought up to date from the common position on. */
  record Receive(Verdict.Method method, long commonSequence) implements Action {}

  /** Makes ready to mirror what the peer sends in this epoch; the tree stands where it begins. */
  record Mirror(Epoch epoch) implements Action {}

  record TellJoin(Lineage lineage, UUID moduleId) implements Action {}

  record TellJoined(long epoch) implements Action {}

  /**
   * Has the kernel write what programs have left in its cache of the mounted directories. Begun
   * only; answered by {@link Input.WrittenBack}.
   */
  record WriteBack() implements Action {}

  /** Begun only; answered by {@link Input.Drained}. */
  record Drain() implements Action {}

  record TellHandoverOffer() implements Action {}

  record TellHandoverAccepted() implements Action {}

  record TellHandover(Lineage lineage) implements Action {}

  record TellHandedOver(long epoch) implements Action {}

  record TellFarewell(boolean outdated, String reason) implements Action {}

  /** Compares the copies of both nodes. Begun only; the command is answered by whoever begins. */
  record Verify(ModuleCommand command, String actor, String commandId) implements Action {}

  /** An event for the history. */
  record Emit(String type, String actor, Map<String, Object> facts) implements Action {}

  /** The immediate answer to a command. */
  record Answer(String commandId, boolean accepted, String message) implements Action {}
}
