package io.lockstep.node.role;

import io.lockstep.node.application.ApplicationState;

/**
 * A daemon that was killed is back, and its application still runs and waits: either this node
 * serves again soon, or the application is turned away.
 */
final class ResumeRules {

  private ResumeRules() {}

  /** Nothing is answered before it is decided what this node is. */
  static void found(Plan plan, Input.MountsLeft left) {
    if (!(plan.state().phase() instanceof Phase.Waiting)) {
      plan.act(new Action.AbandonMounts());
      return;
    }
    long until = left.sinceMillis() + plan.settings().resumeLimitMillis();
    plan.with(plan.state().withResumeUntilMillis(until));
    if (plan.state().application() != ApplicationState.NONE) {
      plan.with(
          plan.state()
              .withApplication(
                  ApplicationState.STARTING, "left running by a daemon that was killed"));
    }
    plan.waiting("the daemon was killed and is back; the application waits");
    // No time for a search: the peer is there within its own timeouts, or it is not.
    if (plan.state().phase() instanceof Phase.Waiting waiting) {
      plan.phase(
          new Phase.Waiting(
              waiting.sinceMillis(), waiting.sinceMillis(), waiting.reason(), waiting.feeding()));
    }
  }

  /** This node is about to let requests in: the application is taken over, not started anew. */
  static void serve(Plan plan) {
    if (!plan.state().isResuming()) {
      return;
    }
    plan.with(plan.state().withResumeUntilMillis(0));
    if (plan.state().application() != ApplicationState.NONE) {
      plan.with(plan.state().withApplication(ApplicationState.STOPPED, ""));
    }
  }

  /** The application gets errors instead of answers, and is stopped. */
  static void abandon(Plan plan) {
    if (plan.state().isResuming()) {
      plan.with(plan.state().withResumeUntilMillis(0));
      plan.act(new Action.AbandonMounts());
      plan.event("daemon.not-resumed", "reason", plan.state().reason());
      plan.stopApplication();
    }
  }

  /** Time has passed. */
  static void tick(Plan plan) {
    if (plan.state().isResuming()
        && plan.moment().nowMillis() >= plan.state().resumeUntilMillis()) {
      plan.because("not decided in time what this node is");
      abandon(plan);
    }
  }
}
