package io.lockstep.node.role;

/**
 * Decides what a node is for a module. A pure function: everything that happens comes in as an
 * {@link Input}, everything to be done goes out as {@link Action}s, time and chance are in the
 * {@link Moment}.
 *
 * <p>The rules it keeps, whatever the order of inputs: an epoch is durable before the first
 * operation acknowledged in it; a node serves alone only after an arbiter's grant, a durable
 * renunciation of its peer, or a human's order; a node that is being brought up to date has durably
 * given up its right to take over before the first byte arrives; a mirrored epoch is durable on the
 * source before the target is asked to enter it.
 */
public final class RoleMachine {

  private final RoleSettings settings;

  public RoleMachine(RoleSettings settings) {
    this.settings = settings;
  }

  /** The next state and what to do on the way. */
  public Step decide(ModuleState state, Input input, Moment moment) {
    Plan plan = new Plan(state, moment, settings);
    switch (input) {
      case Input.Tick tick -> TimeRules.tick(plan, tick);
      case Input.MountsLeft left -> ResumeRules.found(plan, left);
      case Input.Ordered order -> CommandRules.ordered(plan, order);
      case Input.LinkUp up -> LinkRules.up(plan);
      case Input.LinkLost lost -> LinkRules.lost(plan, lost);
      case Input.PeerMet met -> MeetingRules.met(plan, met);
      case Input.PeerJudged judged -> MeetingRules.judged(plan, judged);
      case Input.PeerLeft left -> LinkRules.left(plan, left);
      case Input.ClaimAnswered answered -> ClaimRules.answered(plan, answered.outcome());
      case Input.Prepared prepared -> ServingRules.prepared(plan);
      case Input.FeedOffered offered -> JoinRules.offered(plan, offered);
      case Input.FeedAccepted accepted -> JoinRules.accepted(plan);
      case Input.CondenseAsked asked -> CondensedReplayRules.asked(plan, asked);
      case Input.TreeSettled settled -> CondensedReplayRules.settled(plan, settled);
      case Input.FeedHeld held -> JoinRules.held(plan);
      case Input.FeedFailed failed -> JoinRules.failed(plan, failed);
      case Input.JoinAsked asked -> JoinRules.asked(plan, asked);
      case Input.JoinAnswered answered -> JoinRules.answered(plan, answered);
      case Input.WrittenBack written -> writtenBack(plan, written);
      case Input.Drained drained -> HandoverRules.drained(plan, drained);
      case Input.HandoverOffered offered -> HandoverRules.offered(plan);
      case Input.HandoverAccepted accepted -> HandoverRules.accepted(plan);
      case Input.HandoverAsked asked -> HandoverRules.asked(plan, asked);
      case Input.HandoverAnswered answered -> HandoverRules.answered(plan, answered);
      case Input.ApplicationChanged changed -> ApplicationRules.changed(plan, changed);
      case Input.Unable unable -> SetbackRules.unable(plan, unable);
      case Input.Archived archived -> SplitRules.archived(plan, archived);
      case Input.ArchiveFailed failed -> SplitRules.archiveFailed(plan, failed);
      case Input.RoomIsBack back -> SetbackRules.roomIsBack(plan);
      case Input.JournalRefuses refuses -> SetbackRules.journalRefuses(plan, refuses);
      case Input.TreeBroken broken -> ServingRules.broken(plan, broken);
      case Input.ActionFailed failed -> ServingRules.actionFailed(plan, failed);
    }
    return plan.done();
  }

  private static void writtenBack(Plan plan, Input.WrittenBack written) {
    if (plan.state().phase() instanceof Phase.Leaving leaving) {
      LeavingRules.writtenBack(plan, leaving, written);
    } else {
      HandoverRules.writtenBack(plan, written);
    }
  }
}
