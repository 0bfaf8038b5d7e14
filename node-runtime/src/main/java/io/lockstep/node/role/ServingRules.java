package io.lockstep.node.role;

import io.lockstep.journal.lineage.NodeRecord.DataState;
import io.lockstep.node.role.Phase.Feeding;

/** Beginning to serve alone, and what a broken tree or a failed action does to a node. */
final class ServingRules {

  private ServingRules() {}

  static void prepared(Plan plan) {
    if (!(plan.state().phase() instanceof Phase.Preparing preparing)) {
      return;
    }
    ResumeRules.serve(plan);
    plan.serve(Role.ALONE, preparing.epoch(), new Action.OpenAlone(preparing.epoch()));
    // The journal has begun anew by now. Only who has lived through this epoch may be fed from it.
    plan.trustTree(preparing.epoch().firstSequence());
    plan.phase(new Phase.Alone(preparing.epoch(), preparing.feeding()));
    if (preparing.feeding() instanceof Feeding.Running running) {
      plan.offer(running.verdict());
    } else {
      plan.meetIfLinked();
    }
  }

  /**
   * Inconsistent is durable before anything else: this copy must not be promoted, whatever happens
   * next.
   */
  static void broken(Plan plan, Input.TreeBroken broken) {
    plan.inconsistent();
    plan.event("tree.broken", "reason", broken.why());
    if (plan.state().phase() instanceof Phase.Stopped) {
      return;
    }
    plan.demote();
    LinkRules.drop(plan, broken.why());
    SetbackRules.note(plan, broken.why());
    plan.waiting("this node's copy is damaged: " + broken.why());
  }

  /**
   * Something the role needs did not happen: nobody knows in which state it is, so the node gives
   * up its role, and tries again after a while. A half of a mirror says so once it has durably
   * renounced, so that the other one goes on; if even that cannot be written, the arbiter decides.
   */
  static void actionFailed(Plan plan, Input.ActionFailed failed) {
    plan.event("action.failed", "reason", failed.what());
    plan.act(new Action.CloseGate());
    if (plan.state().phase() instanceof Phase.Stopped) {
      // Closing may be what failed, or what was not reached.
      plan.act(new Action.CloseModule());
      return;
    }
    boolean mirrored =
        plan.state().phase() instanceof Phase.Primary
            || plan.state().phase() instanceof Phase.Secondary;
    if (mirrored) {
      plan.data(DataState.OUTDATED).act(new Action.TellFarewell(true, failed.what()));
    }
    plan.act(new Action.Disconnect(failed.what())).with(plan.state().withLinked(false));
    LeavingRules.giveUpRole(plan, failed.what());
  }
}
