package io.lockstep.node.role;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.NodeRecord.DataState;
import io.lockstep.journal.lineage.Verdict;
import io.lockstep.node.role.Phase.Feeding;

/** The end of a reintegration: both nodes enter a mirrored epoch. */
final class JoinRules {

  private JoinRules() {}

  /**
   * On the node that is brought up to date by journal: what comes next belongs to the source's
   * epochs, and that is durable before the first record. The journal ends at the common position by
   * now; otherwise a tail that was never acknowledged would pass for the source's.
   */
  static void offered(Plan plan, Input.FeedOffered offered) {
    if (!(plan.state().phase() instanceof Phase.Target target)) {
      return;
    }
    if (target.method() == Verdict.Method.LOG) {
      plan.persist(plan.record().withLineage(offered.lineage()));
    }
    plan.act(new Action.TellAccepted());
  }

  static void accepted(Plan plan) {
    switch (plan.state().phase()) {
      case Phase.Alone alone when alone.feeding() instanceof Feeding.Running running ->
          plan.act(new Action.Feed(running.verdict()));
      case Phase.Frozen frozen when frozen.feeding() instanceof Feeding.Running running ->
          plan.act(new Action.Feed(running.verdict()));
      default -> {}
    }
  }

  /**
   * The peer has everything and nothing new is let in. The new epoch is durable here before the
   * peer is asked to enter it: with it this node gives up the right to go on alone without being
   * granted that again, since the peer may be entitled to take over from the moment it reads the
   * question.
   */
  static void held(Plan plan) {
    boolean feeding = isRunning(plan.state().phase()) && plan.state().linked();
    if (!feeding) {
      return;
    }
    Epoch next =
        plan.epoch(
            plan.agreedNumber(),
            Epoch.Kind.MIRRORED,
            plan.settings().node(),
            plan.settings().peer() + " is up to date",
            false);
    plan.persist(plan.entering(next));
    plan.event("reintegration.caught-up", "peer", plan.settings().peer(), "epoch", next.number());
    plan.act(new Action.TellJoin(plan.record().lineage(), plan.record().moduleId()));
    plan.phase(new Phase.Joining(next));
  }

  private static boolean isRunning(Phase phase) {
    return switch (phase) {
      case Phase.Alone alone -> alone.feeding() instanceof Feeding.Running;
      case Phase.Frozen frozen -> frozen.feeding() instanceof Feeding.Running;
      default -> false;
    };
  }

  static void failed(Plan plan, Input.FeedFailed failed) {
    if (!isRunning(plan.state().phase())) {
      return;
    }
    LinkRules.drop(plan, failed.why());
    switch (plan.state().phase()) {
      case Phase.Alone alone -> stopFeeding(plan, alone, failed.why());
      case Phase.Frozen frozen -> plan.phase(frozen.feeding(Phase.NOT_FEEDING));
      default -> {}
    }
  }

  /**
   * The gate may have been held for the last records; the node is still entitled to serve alone.
   */
  static void stopFeeding(Plan plan, Phase.Alone alone, String why) {
    if (!(alone.feeding() instanceof Feeding.None)) {
      plan.event("reintegration.stopped", "peer", plan.settings().peer(), "reason", why);
    }
    plan.act(new Action.OpenAlone(alone.epoch()));
    plan.phase(new Phase.Alone(alone.epoch(), Phase.NOT_FEEDING));
  }

  static void answered(Plan plan, Input.JoinAnswered answered) {
    boolean expected =
        plan.state().phase() instanceof Phase.Joining joining
            && joining.next().number() == answered.epoch();
    if (!expected) {
      return;
    }
    Epoch epoch = plan.record().lineage().last().orElseThrow();
    plan.goOn(Role.PRIM, epoch, new Action.OpenMirrored(epoch));
    plan.event(
        "epoch.began", "epoch", epoch.number(), "kind", "MIRRORED", "reason", epoch.reason());
    plan.because(epoch.reason());
    plan.phase(new Phase.Primary(epoch));
  }

  /**
   * On the node that was brought up to date: durable first, then the answer that lets the source go
   * on.
   */
  static void asked(Plan plan, Input.JoinAsked asked) {
    Epoch next = asked.lineage().last().orElseThrow();
    boolean acceptable =
        plan.state().phase() instanceof Phase.Target
            && asked.complete()
            && !plan.record().isHalfReplayed()
            && next.kind() == Epoch.Kind.MIRRORED
            && next.number() > plan.record().lineage().lastNumber();
    if (!acceptable) {
      SetbackRules.notBroughtUpToDate(
          plan, "cannot enter epoch " + next.number() + ": this node is not up to date");
      return;
    }
    NodeRecord entered = plan.record().withModuleId(asked.moduleId()).withLineage(asked.lineage());
    if (!plan.record().data().isWhole()) {
      // Its journal is about to end where the source's does: with the old lineage a kill now would
      // leave a copy that seems to hold operations beyond its source.
      plan.persist(entered);
    }
    boolean byState = ((Phase.Target) plan.state().phase()).method() == Verdict.Method.STATE;
    plan.act(new Action.Mirror(next));
    if (byState) {
      // Before the copy counts: what its journal still holds from before is not how the tree came
      // about, and may be of a branch that was given up.
      plan.treeIsToldFrom(next.firstSequence() - 1);
    }
    plan.persist(entered.withData(DataState.UP_TO_DATE));
    plan.event("epoch.began", "epoch", next.number(), "kind", "MIRRORED", "reason", next.reason());
    plan.act(new Action.TellJoined(next.number())).mirrorAccess();
    plan.because(next.reason());
    plan.phase(new Phase.Secondary(next));
  }
}
