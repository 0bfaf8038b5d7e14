package io.lockstep.node.role;

import io.lockstep.journal.lineage.Divergence;
import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.Handshake;
import io.lockstep.journal.lineage.NodeRecord.DataState;
import io.lockstep.journal.lineage.Verdict;
import io.lockstep.node.role.Phase.Feeding;

/** Two nodes have met and told each other their standing. */
final class MeetingRules {

  private MeetingRules() {}

  static void met(Plan plan, Input.PeerMet met) {
    if (!mayMeet(plan.state().phase())) {
      LinkRules.abandon(plan, "met the peer at the wrong time");
      return;
    }
    long peerIncarnation =
        Math.max(plan.record().peerIncarnation(), met.peer().record().incarnation());
    plan.with(plan.state().withPeerPromised(met.peer().record().epochPromised()));
    plan.persist(plan.record().withPeerIncarnation(peerIncarnation));
    Verdict verdict = Handshake.decide(met.self(), met.peer());
    plan.event("peer.met", "peer", plan.settings().peer(), "verdict", describe(verdict));
    switch (verdict) {
      case Verdict.Source source -> asSource(plan, source);
      case Verdict.Target target when Divergence.losesIfReplaced(met.self(), met.peer()) ->
          SplitRules.archiveFirst(plan, target, met);
      case Verdict.Target target -> asTarget(plan, target);
      case Verdict.Split split -> SplitRules.found(plan, split, met);
      case Verdict.Manual manual -> undecided(plan, manual);
      case Verdict.Refuse refuse -> refused(plan, refuse);
    }
  }

  private static boolean mayMeet(Phase phase) {
    return phase instanceof Phase.Waiting
        || phase instanceof Phase.Alone
        || phase instanceof Phase.Frozen
        || phase instanceof Phase.Orphan;
  }

  private static String describe(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Source s ->
          "source by " + s.method() + " from " + s.commonSequence() + ": " + s.why();
      case Verdict.Target t ->
          "target by " + t.method() + " from " + t.commonSequence() + ": " + t.why();
      case Verdict.Split s -> "split: " + s.why();
      case Verdict.Manual m -> "manual: " + m.why();
      case Verdict.Refuse r -> "refused: " + r.why();
    };
  }

  /**
   * Nothing is sent before the peer has said that it sees the same and has given up its right to
   * take over.
   */
  private static void asSource(Plan plan, Verdict.Source source) {
    Feeding agreed = new Feeding.Agreed(source);
    switch (plan.state().phase()) {
      case Phase.Alone alone -> plan.phase(new Phase.Alone(alone.epoch(), agreed));
      case Phase.Frozen frozen -> plan.phase(frozen.feeding(agreed));
      default -> plan.waiting(source.why(), agreed);
    }
    plan.act(new Action.TellVerdict(source));
  }

  private static void asTarget(Plan plan, Verdict.Target target) {
    if (plan.state().phase() instanceof Phase.Alone) {
      yieldFirst(plan, target.why());
      return;
    }
    stopServing(plan, target.why());
    // Durable before the source hears of it: from its next step on this node must never take over
    // by itself.
    boolean byLog = target.method() == Verdict.Method.LOG;
    boolean whole = byLog && plan.record().data().isWhole();
    if (!(byLog && plan.record().isHalfReplayed())) {
      plan.data(whole ? DataState.OUTDATED : whileReplaced(plan.record().data()));
    }
    plan.mirrorAccessFor(whole);
    plan.act(new Action.Receive(target.method(), target.commonSequence()));
    plan.act(new Action.TellVerdict(target));
    plan.phase(new Phase.Target(target.method(), target.commonSequence()));
    plan.because(target.why());
  }

  /** That a copy was given up is remembered until it is the peer's: nothing is lost with it. */
  private static DataState whileReplaced(DataState data) {
    return data.isGivenUp() ? DataState.REPLACED : DataState.INCONSISTENT;
  }

  /**
   * It has gone on answering since it told where it stands, so the verdict may be about less than
   * it holds. It stops serving first, and they meet again.
   */
  private static void yieldFirst(Plan plan, String why) {
    stopServing(plan, why);
    LinkRules.drop(plan, "serves no more, to be brought up to date");
    plan.waiting(why);
  }

  /** A node that serves, or is about to again, gives way to its peer. */
  static void stopServing(Plan plan, String why) {
    if (isServing(plan.state().phase()) || plan.state().isResuming()) {
      plan.because(why);
      plan.demote();
      plan.event("role.yielded", "reason", why);
    }
  }

  static boolean isServing(Phase phase) {
    return phase instanceof Phase.Alone || phase instanceof Phase.Frozen;
  }

  private static void undecided(Plan plan, Verdict.Manual verdict) {
    plan.act(new Action.TellVerdict(verdict));
    if (!isServing(plan.state().phase())) {
      plan.because(verdict.why());
      ResumeRules.abandon(plan);
      plan.waiting(verdict.why());
    }
  }

  private static void refused(Plan plan, Verdict.Refuse refuse) {
    LinkRules.drop(plan, "refused the peer: " + refuse.why());
    if (!isServing(plan.state().phase())) {
      plan.waiting(refuse.why());
    }
  }

  static void judged(Plan plan, Input.PeerJudged judged) {
    switch (plan.state().phase()) {
      case Phase.Alone alone when alone.feeding() instanceof Feeding.Agreed agreed ->
          whenMirrored(
              plan, agreed.verdict(), judged.verdict(), () -> feedFromAlone(plan, alone, agreed));
      case Phase.Frozen frozen when frozen.feeding() instanceof Feeding.Agreed agreed ->
          whenMirrored(
              plan, agreed.verdict(), judged.verdict(), () -> feedFrozen(plan, frozen, agreed));
      case Phase.Waiting waiting when waiting.feeding() instanceof Feeding.Agreed agreed ->
          whenMirrored(
              plan, agreed.verdict(), judged.verdict(), () -> serveByAgreement(plan, agreed));
      default -> {}
    }
  }

  private static void whenMirrored(Plan plan, Verdict.Source mine, Verdict theirs, Runnable then) {
    boolean mirrored =
        theirs instanceof Verdict.Target target
            && target.method() == mine.method()
            && target.commonSequence() == mine.commonSequence();
    if (mirrored) {
      then.run();
      return;
    }
    plan.event("handshake.mismatch", "mine", describe(mine), "theirs", describe(theirs));
    LinkRules.drop(plan, "the two nodes judge differently");
    if (plan.state().phase() instanceof Phase.Alone alone) {
      plan.phase(new Phase.Alone(alone.epoch(), Phase.NOT_FEEDING));
    }
  }

  private static void feedFromAlone(Plan plan, Phase.Alone alone, Feeding.Agreed agreed) {
    plan.phase(new Phase.Alone(alone.epoch(), new Feeding.Running(agreed.verdict())));
    plan.offer(agreed.verdict());
  }

  /**
   * By journal the operations that wait are acknowledged on the way. By state they never would be:
   * but the peer has durably renounced, so this node may go on alone, and feeds the peer when it
   * comes again.
   */
  private static void feedFrozen(Plan plan, Phase.Frozen frozen, Feeding.Agreed agreed) {
    if (agreed.verdict().method() == Verdict.Method.STATE) {
      LinkRules.drop(plan, "going on alone first");
      plan.frozen(frozen.sinceMillis(), true, "the peer must be synchronised by state");
      return;
    }
    plan.phase(frozen.feeding(new Feeding.Running(agreed.verdict())));
    plan.offer(agreed.verdict());
  }

  /**
   * Neither node served; the peer has durably given up, so this one serves first and feeds it then.
   */
  private static void serveByAgreement(Plan plan, Feeding.Agreed agreed) {
    Epoch epoch =
        plan.epoch(
            plan.agreedNumber(),
            Epoch.Kind.ALONE,
            plan.settings().node(),
            "agreed with the peer: " + agreed.verdict().why(),
            false);
    plan.prepareAlone(epoch, new Feeding.Running(agreed.verdict()));
  }
}
