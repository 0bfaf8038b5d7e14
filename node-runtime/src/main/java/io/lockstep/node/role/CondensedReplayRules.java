package io.lockstep.node.role;

import io.lockstep.journal.lineage.NodeRecord.DataState;
import io.lockstep.journal.lineage.Verdict;

/**
 * A replay that leaves out what it overwrites later: in between the target's tree is a mixture of
 * two moments.
 */
final class CondensedReplayRules {

  private CondensedReplayRules() {}

  /**
   * Hidden and durably noted first, then the source may begin: a copy that lacks bytes must never
   * pass for an older one that is whole. An earlier replay that was interrupted still counts.
   */
  static void asked(Plan plan, Input.CondenseAsked asked) {
    if (!isReplayed(plan.state().phase())) {
      return;
    }
    long wholeFrom = Math.max(asked.wholeFrom(), plan.record().wholeFrom());
    plan.mirrorAccessFor(false);
    plan.persist(plan.record().withWholeFrom(wholeFrom));
    plan.act(new Action.TellCondensing(asked.wholeFrom()));
  }

  /** On disk first, then it is noted as whole, then the source hears of it. */
  static void settled(Plan plan, Input.TreeSettled settled) {
    if (!isReplayed(plan.state().phase())) {
      return;
    }
    if (settled.sequence() < plan.record().wholeFrom()) {
      SetbackRules.notBroughtUpToDate(plan, "the replay ended before this node's tree is whole");
      return;
    }
    if (plan.record().isHalfReplayed()) {
      plan.persist(plan.record().withData(DataState.OUTDATED));
      plan.mirrorAccessFor(true);
    }
    plan.act(new Action.TellSettled(settled.sequence()));
  }

  private static boolean isReplayed(Phase phase) {
    return phase instanceof Phase.Target target && target.method() == Verdict.Method.LOG;
  }
}
