package io.lockstep.node.role;

import io.lockstep.journal.lineage.NodeRecord.DataState;
import io.lockstep.journal.lineage.Verdict;

/** What a node does that cannot keep its part of a mirror, and how it comes back by itself. */
final class SetbackRules {

  /** So many attempts by journal: then the state is what counts, which may need less room. */
  private static final int ATTEMPTS_BY_JOURNAL = 3;

  /** A module that gave up its role is not opened again sooner. */
  private static final long REOPEN_MILLIS = 5_000;

  private SetbackRules() {}

  /**
   * This node cannot take what its primary sends. A mirror renounces, durably, and says so: then
   * its primary goes on alone without asking anybody.
   */
  static void unable(Plan plan, Input.Unable unable) {
    switch (plan.state().phase()) {
      case Phase.Secondary _ -> {
        plan.data(DataState.OUTDATED).act(new Action.TellFarewell(true, unable.why()));
        pause(plan, unable.why());
      }
      case Phase.Target target -> {
        pause(plan, unable.why());
        if (target.method() == Verdict.Method.LOG
            && plan.state().setback().inRow() >= ATTEMPTS_BY_JOURNAL) {
          plan.inconsistent();
        }
      }
      default -> plan.event("mirror.unable", "reason", unable.why());
    }
  }

  /**
   * What the source says does not fit: where the cause stays, the next attempt must not follow at
   * once.
   */
  static void notBroughtUpToDate(Plan plan, String why) {
    LinkRules.drop(plan, why);
    note(plan, why);
    plan.waiting("could not be brought up to date");
  }

  private static void pause(Plan plan, String why) {
    LinkRules.drop(plan, why);
    note(plan, why);
    plan.event(
        "mirror.unable",
        "reason",
        why,
        "nextAttemptInMillis",
        plan.state().setback().retryAtMillis() - plan.moment().nowMillis());
    plan.waiting(why);
  }

  /** The next attempt has to wait. */
  static void note(Plan plan, String why) {
    plan.with(
        plan.state().withSetback(plan.state().setback().next(why, plan.moment().nowMillis())));
  }

  /** When a module that gave up its role is opened again. */
  static long reopenAtMillis(Plan plan, String why) {
    note(plan, why);
    return Math.max(
        plan.state().setback().retryAtMillis(), plan.moment().nowMillis() + REOPEN_MILLIS);
  }

  /** There is room again: what waits for it need not wait longer. */
  static void roomIsBack(Plan plan) {
    Setback setback = plan.state().setback();
    if (setback.isInTheWay()) {
      plan.with(plan.state().withSetback(setback.retryAt(plan.moment().nowMillis())));
    }
  }

  /**
   * Whether a waiting node has to wait on. When the pause ends the connection is made anew: what
   * the peer has told of itself on the old one is no longer true.
   */
  static boolean holdsBack(Plan plan) {
    Setback setback = plan.state().setback();
    if (!setback.isInTheWay()) {
      return false;
    }
    if (plan.moment().nowMillis() >= setback.retryAtMillis()) {
      plan.with(plan.state().withSetback(setback.over()));
      if (plan.state().linked()) {
        LinkRules.drop(plan, "tries again");
      }
    }
    return true;
  }

  /** The journal's disk takes nothing more: a mirror that has room goes on in this node's place. */
  static void journalRefuses(Plan plan, Input.JournalRefuses refuses) {
    plan.event("journal.refuses", "reason", refuses.why());
    if (plan.state().phase() instanceof Phase.Primary primary) {
      HandoverRules.begin(plan, primary.epoch(), false, refuses.why());
    }
  }
}
