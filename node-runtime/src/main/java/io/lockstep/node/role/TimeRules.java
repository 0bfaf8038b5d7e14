package io.lockstep.node.role;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.NodeRecord.DataState;
import io.lockstep.node.role.Phase.Purpose;

/** What the passing of time and the judgement of the peer's life lead to. */
final class TimeRules {

  private TimeRules() {}

  static void tick(Plan plan, Input.Tick tick) {
    plan.with(plan.state().withLife(tick.life()));
    switch (plan.state().phase()) {
      case Phase.Primary primary -> primary(plan, tick);
      case Phase.Secondary secondary -> secondary(plan, secondary);
      case Phase.Frozen frozen -> frozen(plan, frozen);
      case Phase.Joining joining -> joining(plan);
      case Phase.Orphan orphan -> orphan(plan, orphan);
      case Phase.Waiting waiting -> waiting(plan, waiting);
      case Phase.HandingOver handing -> handing(plan);
      case Phase.Stopped stopped -> stopped(plan, stopped);
      case Phase.Claiming claiming -> ResumeRules.tick(plan);
      case Phase.Preparing preparing -> {}
      case Phase.Archiving archiving -> {}
      case Phase.Alone alone -> {}
      case Phase.Target target -> target(plan);
      case Phase.Leaving leaving -> {}
    }
  }

  private static PeerLife.Kind life(Plan plan) {
    return plan.state().life().kind();
  }

  private static boolean isDead(Plan plan) {
    return life(plan) == PeerLife.Kind.SILENT || life(plan) == PeerLife.Kind.PROVEN_DEAD;
  }

  private static void primary(Plan plan, Input.Tick tick) {
    boolean stuck = tick.oldestWaitingMillis() >= plan.settings().peerTimeoutMillis();
    if (!stuck && life(plan) != PeerLife.Kind.SILENT) {
      return;
    }
    String why = stuck ? "no acknowledgement in time" : plan.state().life().why();
    plan.act(new Action.Freeze());
    LinkRules.drop(plan, why);
    LinkRules.peerLost(plan, why);
    plan.frozen(plan.moment().nowMillis() - tick.oldestWaitingMillis(), false, why);
  }

  private static void secondary(Plan plan, Phase.Secondary secondary) {
    if (life(plan) == PeerLife.Kind.SILENT) {
      LinkRules.drop(plan, plan.state().life().why());
      LinkRules.peerLost(plan, plan.state().life().why());
      long now = plan.moment().nowMillis();
      plan.phase(new Phase.Orphan(secondary.epoch(), now, now));
    }
  }

  private static void stopped(Plan plan, Phase.Stopped stopped) {
    if (stopped.retryAtMillis() > 0 && plan.moment().nowMillis() >= stopped.retryAtMillis()) {
      CommandRules.startAgain(plan, stopped);
    }
  }

  private static void target(Plan plan) {
    if (life(plan) == PeerLife.Kind.SILENT && plan.state().linked()) {
      LinkRules.drop(plan, plan.state().life().why());
      plan.waiting("the source fell silent");
    }
  }

  private static void joining(Plan plan) {
    if (life(plan) == PeerLife.Kind.SILENT) {
      LinkRules.drop(plan, plan.state().life().why());
      LinkRules.lostWhileServing(plan, plan.state().life().why());
    }
  }

  private static void handing(Plan plan) {
    if (life(plan) == PeerLife.Kind.SILENT && plan.state().linked()) {
      LinkRules.drop(plan, plan.state().life().why());
      HandoverRules.lost(plan, plan.state().life().why());
    }
  }

  private static void frozen(Plan plan, Phase.Frozen frozen) {
    long now = plan.moment().nowMillis();
    if (now - frozen.sinceMillis() >= plan.settings().frozenLimitMillis()) {
      plan.demote();
      LinkRules.drop(plan, "gave up waiting for a grant");
      plan.waiting("no peer, and no grant to go on alone");
      return;
    }
    if (frozen.peerRenounced()) {
      plan.continueAlone(plan.aloneCandidate("the peer left"));
      return;
    }
    boolean feeding = plan.state().linked() && !(frozen.feeding() instanceof Phase.Feeding.None);
    boolean timedOut = now - frozen.sinceMillis() >= plan.settings().peerTimeoutMillis();
    // A mirror that is being started again cannot take over: no reason to wait for it.
    boolean gone = isDead(plan) || life(plan) == PeerLife.Kind.RESUMING;
    if (!feeding && now >= frozen.retryAtMillis() && (timedOut || gone)) {
      keep(plan, plan.state().life().why());
    }
  }

  /**
   * Where only a human arbitrates a secondary never takes over on silence, so its primary may go on
   * without asking.
   */
  private static void keep(Plan plan, String why) {
    ClaimRules.claimOrDecide(plan, Purpose.KEEP, why);
  }

  private static void orphan(Plan plan, Phase.Orphan orphan) {
    long now = plan.moment().nowMillis();
    boolean proven = life(plan) == PeerLife.Kind.PROVEN_DEAD;
    if (!isDead(plan)) {
      plan.phase(new Phase.Orphan(orphan.epoch(), -1, orphan.retryAtMillis()));
      return;
    }
    if (plan.record().data() != DataState.UP_TO_DATE) {
      return;
    }
    long deadSince = orphan.deadSinceMillis() < 0 ? now : orphan.deadSinceMillis();
    plan.phase(new Phase.Orphan(orphan.epoch(), deadSince, orphan.retryAtMillis()));
    boolean graceOver = now - deadSince >= plan.settings().graceMillis();
    boolean humanNeeded = plan.settings().humanArbiter() && !proven;
    if (!humanNeeded && (proven || graceOver) && now >= orphan.retryAtMillis()) {
      ClaimRules.claimOrDecide(plan, Purpose.TAKE_OVER, plan.state().life().why());
    }
  }

  private static void waiting(Plan plan, Phase.Waiting waiting) {
    ResumeRules.tick(plan);
    if (SetbackRules.holdsBack(plan)) {
      return;
    }
    boolean searched = plan.moment().nowMillis() >= waiting.retryAtMillis();
    if (searched && plan.state().linked() && waiting.feeding() instanceof Phase.Feeding.Agreed) {
      LinkRules.drop(plan, "the peer did not answer");
      plan.waiting("the peer did not answer");
      return;
    }
    boolean peerAbsent = !plan.state().linked() && isDead(plan);
    if (searched && peerAbsent && mayReturn(plan)) {
      ClaimRules.claimOrDecide(plan, Purpose.RETURN, "restarted and found no peer");
    }
  }

  /**
   * Whether this node may ask to serve without having met its peer. The last to acknowledge alone
   * may: nobody else can hold more. A former half of a mirror may if its tree is whole and an
   * arbiter can tell whether the other half went on.
   */
  private static boolean mayReturn(Plan plan) {
    if (plan.record().data() != DataState.UP_TO_DATE || plan.record().isFresh()) {
      return false;
    }
    Epoch last = plan.record().lineage().last().orElseThrow();
    boolean wasAlone =
        last.kind() == Epoch.Kind.ALONE && last.primary().equals(plan.settings().node());
    return wasAlone || (plan.state().treeTrusted() && !plan.settings().humanArbiter());
  }
}
