package io.lockstep.node.role;

import io.lockstep.node.application.ApplicationState;
import java.util.ArrayList;
import java.util.List;

/**
 * What a change of the application's state leads to: a local restart first, then the other node,
 * then an honest stop.
 */
final class ApplicationRules {

  private ApplicationRules() {}

  static Action start(ModuleState state) {
    return new Action.StartApplication(
        RoleView.of(state).role(), state.record().lineage().lastNumber());
  }

  static void changed(Plan plan, Input.ApplicationChanged changed) {
    plan.with(plan.state().withApplication(changed.state(), changed.why()));
    if (changed.state() == ApplicationState.READY) {
      plan.event("application.ready");
    }
    switch (plan.state().phase()) {
      case Phase.Leaving leaving when changed.state().isDown() ->
          LeavingRules.applicationDown(plan, leaving);
      case Phase.HandingOver handing
          when handing.step() == Phase.Step.STOPPING_APPLICATION && changed.state().isDown() ->
          HandoverRules.writeBack(plan);
      case Phase.Alone alone when changed.state() == ApplicationState.FAILED ->
          failed(plan, changed);
      case Phase.Primary primary when changed.state() == ApplicationState.FAILED ->
          failed(plan, changed);
      default -> {}
    }
  }

  private static void failed(Plan plan, Input.ApplicationChanged changed) {
    long now = plan.moment().nowMillis();
    List<Long> recent = new ArrayList<>(plan.state().failures());
    recent.removeIf(at -> now - at > RoleSettings.RESTART_WINDOW_MILLIS);
    recent.add(now);
    plan.with(plan.state().withFailures(recent));
    plan.event("application.failed", "reason", changed.why(), "failures", recent.size());
    int limit = plan.settings().maxRestarts();
    if (recent.size() <= limit) {
      plan.act(start(plan.state()));
      return;
    }
    // One hand-over more than restarts: a second one would only throw a broken application back and
    // forth.
    boolean mayHandOver = recent.size() == limit + 1;
    if (plan.state().phase() instanceof Phase.Primary primary && mayHandOver) {
      HandoverRules.begin(plan, primary.epoch(), false, "the application failed: " + changed.why());
      return;
    }
    giveUp(plan, changed.why());
  }

  private static void giveUp(Plan plan, String why) {
    String reason = "the application failed too often: " + why;
    plan.event("module.gave-up", "reason", reason);
    if (plan.state().phase() instanceof Phase.Primary primary) {
      HandoverRules.begin(plan, primary.epoch(), true, reason);
      return;
    }
    LeavingRules.leave(plan, reason);
  }
}
