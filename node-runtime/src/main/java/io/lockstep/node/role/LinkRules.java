package io.lockstep.node.role;

/**
 * What becomes of a node when the connection to its peer comes, goes, or is closed with a good-bye.
 */
final class LinkRules {

  private LinkRules() {}

  static void up(Plan plan) {
    plan.with(plan.state().withLinked(true));
    switch (plan.state().phase()) {
      case Phase.Waiting w when plan.state().setback().isInTheWay() -> {}
      case Phase.Waiting w -> plan.act(new Action.Meet());
      case Phase.Alone a -> plan.act(new Action.Meet());
      case Phase.Frozen f -> plan.act(new Action.Meet()).phase(f.retryAt(afterMeeting(plan)));
      case Phase.Orphan o when plan.settings().humanArbiter() -> seesItsPrimaryAgain(plan);
      case Phase.Orphan o -> plan.act(new Action.Meet()).phase(o.retryAt(afterMeeting(plan)));
      // While a question is out, or the tree is prepared or archived, nothing may be promised to
      // the peer.
      case Phase.Claiming c -> {}
      case Phase.Preparing p -> {}
      case Phase.Archiving a -> {}
      default -> abandon(plan, "unexpected connection");
    }
  }

  /**
   * The primary may have gone on alone since this node lost it, and only a human could tell: that
   * it dies on this connection no longer proves that it has not.
   */
  private static void seesItsPrimaryAgain(Plan plan) {
    plan.waiting("sees its primary again").act(new Action.Meet());
  }

  /**
   * A peer that is there is better than a grant: the arbiter is asked only if nothing comes of it.
   */
  private static long afterMeeting(Plan plan) {
    return plan.moment().nowMillis() + plan.settings().peerTimeoutMillis();
  }

  /** Closes the connection and does what its loss demands. */
  static void abandon(Plan plan, String why) {
    plan.act(new Action.Disconnect(why));
    lost(plan, new Input.LinkLost(why));
  }

  /** Closes the connection by this node's own decision. */
  static void drop(Plan plan, String why) {
    plan.act(new Action.Disconnect(why)).with(plan.state().withLinked(false));
  }

  static void peerLost(Plan plan, String why) {
    plan.event("peer.lost", "peer", plan.settings().peer(), "reason", why);
  }

  static void lost(Plan plan, Input.LinkLost lost) {
    if (!plan.state().linked()) {
      return;
    }
    plan.with(plan.state().withLinked(false));
    long now = plan.moment().nowMillis();
    switch (plan.state().phase()) {
      case Phase.Primary primary -> lostWhileServing(plan, lost.why());
      case Phase.Joining joining -> lostWhileServing(plan, lost.why());
      case Phase.Secondary secondary -> {
        peerLost(plan, lost.why());
        plan.because(lost.why());
        plan.phase(new Phase.Orphan(secondary.epoch(), -1, now));
      }
      case Phase.Alone alone -> JoinRules.stopFeeding(plan, alone, lost.why());
      case Phase.Frozen frozen -> plan.phase(frozen.feeding(Phase.NOT_FEEDING));
      case Phase.Target target -> {
        SetbackRules.note(plan, "lost the source: " + lost.why());
        plan.waiting("lost the source: " + lost.why());
      }
      case Phase.HandingOver handing -> HandoverRules.lost(plan, lost.why());
      case Phase.Preparing preparing ->
          plan.phase(new Phase.Preparing(preparing.epoch(), Phase.NOT_FEEDING));
      case Phase.Stopped s -> {}
      case Phase.Waiting w -> {}
      case Phase.Archiving a -> {}
      case Phase.Claiming c -> {}
      case Phase.Orphan orphan -> plan.phase(orphan.retryAt(now));
      case Phase.Leaving l -> {}
    }
  }

  /**
   * Frozen first: nothing may be acknowledged from here until somebody entitles this node again.
   */
  static void lostWhileServing(Plan plan, String why) {
    plan.act(new Action.Freeze());
    peerLost(plan, why);
    plan.frozen(plan.moment().nowMillis(), false, why);
  }

  static void left(Plan plan, Input.PeerLeft left) {
    plan.event(
        "peer.left",
        "peer",
        plan.settings().peer(),
        "outdated",
        left.outdated(),
        "reason",
        left.reason());
    String why = "the peer left: " + left.reason();
    if (left.outdated() && isMirrored(plan.state().phase())) {
      drop(plan, why);
      goOnAlone(plan, left);
      return;
    }
    abandon(plan, why);
  }

  private static boolean isMirrored(Phase phase) {
    return phase instanceof Phase.Primary || phase instanceof Phase.Secondary;
  }

  /** The peer has durably given up its right to take over, so no arbiter has to be asked. */
  private static void goOnAlone(Plan plan, Input.PeerLeft left) {
    String why = "the peer left: " + left.reason();
    if (plan.state().phase() instanceof Phase.Primary) {
      plan.act(new Action.Freeze()).frozen(plan.moment().nowMillis(), true, why);
      return;
    }
    plan.prepareAlone(plan.aloneCandidate(why), Phase.NOT_FEEDING);
  }
}
