package io.lockstep.node.role;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.NodeRecord.DataState;
import io.lockstep.node.role.Input.ClaimOutcome;
import io.lockstep.node.role.Phase.Purpose;

/** Asking an arbiter, and what its answers mean. Whatever is not a grant grants nothing. */
final class ClaimRules {

  private ClaimRules() {}

  /**
   * Asks the arbiter; where a human is the arbiter the caller has already made sure that no
   * question is needed.
   */
  static void claimOrDecide(Plan plan, Purpose purpose, String reason) {
    Phase before = plan.state().phase();
    Epoch candidate =
        purpose == Purpose.FORCE ? plan.forcedCandidate(reason) : plan.aloneCandidate(reason);
    if (plan.settings().humanArbiter() || plan.record().isFresh()) {
      plan.phase(new Phase.Claiming(candidate, purpose, plan.moment().nowMillis()));
      granted(plan, new Phase.Claiming(candidate, purpose, plan.moment().nowMillis()));
      return;
    }
    plan.claim(purpose, candidate);
    if (before instanceof Phase.Frozen frozen
        && plan.state().phase() instanceof Phase.Claiming asked) {
      // The limit for a primary without a grant counts from the loss, not from the last question.
      plan.phase(new Phase.Claiming(asked.candidate(), purpose, frozen.sinceMillis()));
    }
  }

  static void answered(Plan plan, ClaimOutcome outcome) {
    if (!(plan.state().phase() instanceof Phase.Claiming claiming)) {
      return;
    }
    switch (outcome) {
      case ClaimOutcome.Granted granted -> granted(plan, claiming);
      case ClaimOutcome.Held held -> held(plan, claiming, held);
      case ClaimOutcome.Unknown unknown -> unknown(plan, claiming, unknown.why());
    }
  }

  private static void granted(Plan plan, Phase.Claiming claiming) {
    plan.event(
        "arbiter.granted",
        "epoch",
        claiming.candidate().number(),
        "purpose",
        claiming.purpose().name());
    plan.distrustDamagedTree();
    // Operations journaled while the question was out lie before the new epoch.
    Epoch epoch = startingNow(plan, claiming.candidate());
    if (claiming.purpose() == Purpose.KEEP) {
      plan.continueAlone(epoch);
      return;
    }
    plan.prepareAlone(epoch, Phase.NOT_FEEDING);
  }

  private static Epoch startingNow(Plan plan, Epoch asked) {
    return new Epoch(
        asked.number(),
        asked.id(),
        plan.nextSequence(),
        asked.kind(),
        asked.primary(),
        asked.reason(),
        asked.forced(),
        asked.wallMillis());
  }

  private static void held(Plan plan, Phase.Claiming claiming, ClaimOutcome.Held held) {
    if (held.node().equals(plan.settings().node())) {
      granted(plan, adopted(claiming, held));
      return;
    }
    if (claiming.purpose() == Purpose.FORCE) {
      forceNext(plan, claiming);
      return;
    }
    plan.event("arbiter.denied", "epoch", claiming.candidate().number(), "holder", held.node());
    plan.demote();
    // The holder may have acknowledged writes that are not here.
    plan.data(DataState.OUTDATED);
    plan.waiting("epoch " + claiming.candidate().number() + " belongs to " + held.node());
    plan.meetIfLinked();
  }

  /**
   * The record is this node's own, from a question whose answer it never used: had it used it, the
   * epoch would stand in its lineage and a higher number would have been asked for.
   */
  private static Phase.Claiming adopted(Phase.Claiming claiming, ClaimOutcome.Held held) {
    Epoch asked = claiming.candidate();
    Epoch own =
        new Epoch(
            asked.number(),
            held.epochId(),
            asked.firstSequence(),
            asked.kind(),
            asked.primary(),
            asked.reason(),
            asked.forced(),
            asked.wallMillis());
    return new Phase.Claiming(own, claiming.purpose(), claiming.sinceMillis());
  }

  /** A human insists: the number is taken, the next one is asked for. */
  private static void forceNext(Plan plan, Phase.Claiming claiming) {
    Epoch taken = claiming.candidate();
    plan.claim(
        Purpose.FORCE,
        plan.epoch(
            taken.number() + 1, Epoch.Kind.ALONE, plan.settings().node(), taken.reason(), true));
  }

  private static void unknown(Plan plan, Phase.Claiming claiming, String why) {
    plan.event("arbiter.silent", "epoch", claiming.candidate().number(), "reason", why);
    long retryAt = plan.moment().nowMillis() + plan.settings().claimRetryMillis();
    switch (claiming.purpose()) {
      case FORCE -> granted(plan, claiming);
      case KEEP ->
          plan.phase(
              new Phase.Frozen(
                  current(plan), claiming.sinceMillis(), retryAt, false, Phase.NOT_FEEDING));
      case TAKE_OVER ->
          plan.phase(new Phase.Orphan(current(plan), claiming.sinceMillis(), retryAt));
      case RETURN ->
          plan.phase(
              new Phase.Waiting(
                  claiming.sinceMillis(),
                  retryAt,
                  "the arbiter does not answer: " + why,
                  Phase.NOT_FEEDING));
    }
    if (claiming.purpose() != Purpose.FORCE) {
      plan.meetIfLinked();
    }
  }

  private static Epoch current(Plan plan) {
    return plan.record().lineage().last().orElseThrow();
  }
}
