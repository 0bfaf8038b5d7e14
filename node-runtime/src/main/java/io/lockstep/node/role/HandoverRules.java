package io.lockstep.node.role;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.NodeRecord.DataState;
import io.lockstep.node.role.Phase.HandingOver;
import io.lockstep.node.role.Phase.Step;

/**
 * A planned change of roles: the application stops, everything is on both nodes, then the peer
 * becomes primary.
 */
final class HandoverRules {

  private HandoverRules() {}

  static void begin(Plan plan, Epoch epoch, boolean thenStop, String why) {
    plan.event("handover.began", "to", plan.settings().peer(), "reason", why);
    plan.because(why);
    plan.phase(new HandingOver(epoch, Step.STOPPING_APPLICATION, epoch, thenStop, why));
    if (plan.state().application().isDown()) {
      writeBack(plan);
    } else {
      plan.stopApplication();
    }
  }

  /**
   * The application is down. Other programs may have a file open and have left pages in the
   * kernel's cache: these are sent while they are still acknowledged.
   */
  static void writeBack(Plan plan) {
    HandingOver handing = (HandingOver) plan.state().phase();
    plan.act(new Action.WriteBack()).phase(handing.at(Step.WRITING_BACK));
  }

  /** What was written last is still on its way. */
  static void writtenBack(Plan plan, Input.WrittenBack written) {
    if (!isAt(plan, Step.WRITING_BACK)) {
      return;
    }
    LeavingRules.note(plan, written);
    HandingOver handing = (HandingOver) plan.state().phase();
    plan.act(new Action.Freeze()).act(new Action.Drain());
    plan.phase(handing.at(Step.DRAINING));
  }

  /**
   * Both nodes hold the same. Before this node moves to the next epoch the peer renounces its right
   * to take over from the present one: otherwise, should the connection break now, the two would
   * ask the arbiter for different numbers and both be granted.
   */
  static void drained(Plan plan, Input.Drained drained) {
    if (!isAt(plan, Step.DRAINING)) {
      return;
    }
    if (!drained.complete()) {
      LinkRules.drop(plan, "the peer did not take everything in time");
      lost(plan, "the peer did not take everything in time");
      return;
    }
    HandingOver handing = (HandingOver) plan.state().phase();
    plan.act(new Action.TellHandoverOffer());
    plan.phase(handing.at(Step.AWAITING_RENUNCIATION));
  }

  private static boolean isAt(Plan plan, Step step) {
    return plan.state().phase() instanceof HandingOver handing && handing.step() == step;
  }

  /** On the secondary: durable before it is answered. */
  static void offered(Plan plan) {
    if (plan.state().phase() instanceof Phase.Secondary) {
      plan.data(DataState.OUTDATED).act(new Action.TellHandoverAccepted());
    }
  }

  /**
   * The epoch in which the peer is primary is durable here before the peer hears of it: from then
   * on this node can no longer write.
   */
  static void accepted(Plan plan) {
    if (!isAt(plan, Step.AWAITING_RENUNCIATION)) {
      return;
    }
    HandingOver handing = (HandingOver) plan.state().phase();
    Epoch next =
        plan.epoch(
            plan.agreedNumber(), Epoch.Kind.MIRRORED, plan.settings().peer(), handing.why(), false);
    plan.persist(plan.record().withLineage(plan.record().lineage().plus(next)));
    plan.act(new Action.CloseGate()).mirrorAccess();
    plan.act(new Action.Mirror(next));
    plan.act(new Action.TellHandover(plan.record().lineage()));
    plan.phase(
        new HandingOver(
            handing.epoch(), Step.AWAITING_ANSWER, next, handing.thenStop(), handing.why()));
  }

  static void answered(Plan plan, Input.HandoverAnswered answered) {
    boolean expected =
        plan.state().phase() instanceof HandingOver handing
            && handing.step() == Step.AWAITING_ANSWER
            && handing.next().number() == answered.epoch();
    if (!expected) {
      return;
    }
    HandingOver handing = (HandingOver) plan.state().phase();
    plan.event("handover.done", "to", plan.settings().peer(), "epoch", answered.epoch());
    plan.because(handing.why());
    plan.phase(new Phase.Secondary(handing.next()));
    if (handing.thenStop()) {
      // Outdated is durable before the new primary hears of it: from then on it goes on alone
      // without an arbiter.
      plan.data(DataState.OUTDATED).act(new Action.TellFarewell(true, handing.why()));
      LeavingRules.close(plan, handing.why(), false);
    }
  }

  /**
   * Before the peer was asked this node is still the primary; afterwards it is a secondary that
   * lost its primary.
   */
  static void lost(Plan plan, String why) {
    HandingOver handing = (HandingOver) plan.state().phase();
    if (handing.step() == Step.AWAITING_ANSWER) {
      LinkRules.peerLost(plan, why);
      plan.because(why);
      plan.phase(new Phase.Orphan(handing.next(), -1, plan.moment().nowMillis()));
      return;
    }
    LinkRules.lostWhileServing(plan, why);
  }

  /** On the secondary: durable first, then the answer, then the service. */
  static void asked(Plan plan, Input.HandoverAsked asked) {
    Epoch next = asked.lineage().last().orElseThrow();
    boolean acceptable =
        plan.state().phase() instanceof Phase.Secondary
            && asked.complete()
            && next.primary().equals(plan.settings().node())
            && next.number() > plan.record().lineage().lastNumber();
    if (!acceptable) {
      LinkRules.drop(plan, "cannot take over in epoch " + next.number());
      LinkRules.peerLost(plan, "a hand-over that this node cannot accept");
      plan.phase(
          new Phase.Orphan(
              plan.record().lineage().last().orElseThrow(), -1, plan.moment().nowMillis()));
      return;
    }
    plan.persist(plan.record().withLineage(asked.lineage()).withData(DataState.UP_TO_DATE));
    plan.event("epoch.began", "epoch", next.number(), "kind", "MIRRORED", "reason", next.reason());
    plan.act(new Action.TellHandedOver(next.number()));
    plan.serve(Role.PRIM, next, new Action.OpenMirrored(next));
    plan.because(next.reason());
    plan.phase(new Phase.Primary(next));
  }
}
