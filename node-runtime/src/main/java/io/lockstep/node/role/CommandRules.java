package io.lockstep.node.role;

import io.lockstep.journal.lineage.NodeRecord.DataState;
import io.lockstep.node.application.ApplicationState;
import io.lockstep.node.role.Phase.Purpose;
import java.util.List;

/** What orders of humans and programs do. */
final class CommandRules {

  private CommandRules() {}

  static void ordered(Plan plan, Input.Ordered order) {
    switch (order.command()) {
      case START -> start(plan, order);
      case STOP -> stop(plan, order);
      case RESTART -> restart(plan, order);
      case SWAP -> swap(plan, order);
      case FORCE_PRIMARY -> force(plan, order);
      case GIVE_UP -> SplitRules.giveUp(plan, order);
      case VERIFY, VERIFY_HEAL -> verify(plan, order);
    }
  }

  private static void start(Plan plan, Input.Ordered order) {
    if (!(plan.state().phase() instanceof Phase.Stopped)) {
      plan.answer(order, false, "already started");
      return;
    }
    plan.with(plan.state().withFailures(List.of()).withSetback(Setback.NONE));
    plan.act(new Action.OpenModule()).act(new Action.Access(Action.Access.Allowed.NONE));
    accept(plan, order, "starting");
    plan.waiting("looking for the peer");
  }

  /** A module that gave up its role looks whether the cause is gone. */
  static void startAgain(Plan plan, Phase.Stopped stopped) {
    plan.with(plan.state().withSetback(plan.state().setback().over()));
    plan.act(new Action.OpenModule()).act(new Action.Access(Action.Access.Allowed.NONE));
    plan.event("module.reopened", "after", stopped.reason());
    plan.waiting("looking for the peer");
  }

  static void accept(Plan plan, Input.Ordered order, String message) {
    plan.answer(order, true, message);
    plan.eventBy(
        order.actor(),
        "command.accepted",
        "command",
        order.command().word(),
        "commandId",
        order.commandId());
  }

  private static void stop(Plan plan, Input.Ordered order) {
    switch (plan.state().phase()) {
      case Phase.Stopped stopped when stopped.retryAtMillis() > 0 -> {
        accept(plan, order, "stopped for good");
        plan.phase(new Phase.Stopped("stopped by " + order.actor(), 0));
      }
      case Phase.Stopped stopped -> plan.answer(order, false, "already stopped");
      case Phase.Primary primary -> {
        accept(plan, order, "handing over to " + plan.settings().peer() + ", then stopping");
        HandoverRules.begin(plan, primary.epoch(), true, "stopped by " + order.actor());
      }
      case Phase.HandingOver handing -> plan.answer(order, false, "a hand-over is under way");
      case Phase.Leaving leaving -> plan.answer(order, false, "already stopping");
      case Phase.Secondary second -> {
        accept(plan, order, "stopping");
        // Outdated is durable before the primary hears of it: from then on it goes on alone without
        // an arbiter.
        plan.data(DataState.OUTDATED).act(new Action.TellFarewell(true, "stopped"));
        LeavingRules.close(plan, "stopped by " + order.actor(), false);
      }
      default -> {
        accept(plan, order, "stopping");
        LeavingRules.leave(plan, "stopped by " + order.actor());
      }
    }
  }

  private static void restart(Plan plan, Input.Ordered order) {
    boolean serving =
        plan.state().phase() instanceof Phase.Alone
            || plan.state().phase() instanceof Phase.Primary;
    if (!serving || plan.state().application() == ApplicationState.NONE) {
      plan.answer(order, false, "nothing to restart: the application does not run on this node");
      return;
    }
    accept(plan, order, "restarting the application");
    Action start = ApplicationRules.start(plan.state());
    plan.stopApplication().act(start);
  }

  private static void swap(Plan plan, Input.Ordered order) {
    if (plan.state().phase() instanceof Phase.Primary primary) {
      accept(plan, order, "handing over to " + plan.settings().peer());
      HandoverRules.begin(plan, primary.epoch(), false, "swap by " + order.actor());
      return;
    }
    plan.answer(
        order,
        false,
        "expected a mirrored primary (PRIM), found "
            + RoleView.of(plan.state()).role()
            + ": give the command on the primary once its mirror is ready");
  }

  /** What the node is, for whoever gave an order that does not fit. */
  static String found(Plan plan) {
    return plan.state().phase() instanceof Phase.Archiving
        ? "one whose copy is being archived: wait, or stop the module first"
        : RoleView.of(plan.state()).role().name();
  }

  /** Whether one is under way already is for the shell to say. */
  private static void verify(Plan plan, Input.Ordered order) {
    if (plan.state().phase() instanceof Phase.Primary) {
      plan.act(new Action.Verify(order.command(), order.actor(), order.commandId()));
      return;
    }
    plan.answer(
        order,
        false,
        "expected a mirrored primary (PRIM), found "
            + RoleView.of(plan.state()).role()
            + ": there is nothing to compare with, or the other node is the primary");
  }

  private static void force(Plan plan, Input.Ordered order) {
    boolean mayForce =
        plan.state().phase() instanceof Phase.Waiting
            || plan.state().phase() instanceof Phase.Orphan
            || plan.state().phase() instanceof Phase.Frozen;
    if (!mayForce) {
      plan.answer(order, false, "expected a node that waits (WAIT), found " + found(plan));
      return;
    }
    accept(plan, order, "becoming primary by order");
    plan.eventBy(
        order.actor(),
        "primary.forced",
        "dataState",
        plan.record().data().name(),
        "lastEpoch",
        plan.record().lineage().lastNumber());
    plan.act(new Action.Disconnect("forced to be primary"));
    plan.with(plan.state().withLinked(false));
    ClaimRules.claimOrDecide(plan, Purpose.FORCE, "forced by " + order.actor());
  }
}
