package io.lockstep.node.role;

import io.lockstep.node.role.Phase.Leaving;
import io.lockstep.node.role.Phase.Step;

/** How a module stops: its application first, then what is on its way to the disk, then itself. */
final class LeavingRules {

  private LeavingRules() {}

  /** Leaves any state but that of a mirrored pair: nobody depends on this node. */
  static void leave(Plan plan, String reason) {
    boolean serves = plan.state().phase() instanceof Phase.Alone;
    leave(plan, new Leaving(Step.STOPPING_APPLICATION, serves, reason, false));
  }

  /** Leaves because something failed: the gate is closed, and the module is opened again later. */
  static void giveUpRole(Plan plan, String reason) {
    leave(plan, new Leaving(Step.STOPPING_APPLICATION, false, reason, true));
  }

  private static void leave(Plan plan, Leaving leaving) {
    plan.because(leaving.reason());
    ResumeRules.abandon(plan);
    if (plan.state().application().isDown()) {
      applicationDown(plan, leaving);
    } else {
      plan.stopApplication().phase(leaving);
    }
  }

  /** Where nothing is acknowledged any more nothing can be written back either. */
  static void applicationDown(Plan plan, Leaving leaving) {
    if (leaving.step() == Step.WRITING_BACK) {
      return;
    }
    if (leaving.serves()) {
      plan.act(new Action.WriteBack()).phase(leaving.at(Step.WRITING_BACK));
    } else {
      close(plan, leaving.reason(), leaving.thenAgain());
    }
  }

  static void writtenBack(Plan plan, Leaving leaving, Input.WrittenBack written) {
    if (leaving.step() == Step.WRITING_BACK) {
      note(plan, written);
      close(plan, leaving.reason(), leaving.thenAgain());
    }
  }

  /** Whoever has not synced was promised nothing; but an operator wants to know. */
  static void note(Plan plan, Input.WrittenBack written) {
    if (!written.complete()) {
      plan.event("writeback.incomplete");
    }
  }

  /** The end of every stop. The application is down. */
  static void close(Plan plan, String reason, boolean thenAgain) {
    plan.act(new Action.CloseGate()).act(new Action.CloseModule());
    plan.with(plan.state().withLinked(false));
    plan.event("module.stopped", "reason", reason);
    long retryAt = thenAgain ? SetbackRules.reopenAtMillis(plan, reason) : 0;
    plan.phase(new Phase.Stopped(reason, retryAt));
  }
}
