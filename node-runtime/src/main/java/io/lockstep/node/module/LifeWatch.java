package io.lockstep.node.module;

import io.lockstep.node.membership.FailureJudge;
import io.lockstep.node.membership.Observations;
import io.lockstep.node.membership.PeerView;
import io.lockstep.node.membership.Verdict;
import io.lockstep.node.role.PeerLife;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Gathers what is known of the peer's life and has it judged. Confined to the role thread, except
 * {@link #farewell}.
 */
final class LifeWatch {

  /** This node's role thread was not run for so long: what it knows of the peer is void. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final FailureJudge judge;
  private final Supplier<PeerView> heartbeats;
  private long lastLookNanos;
  private long pauseEndNanos;
  private long lastLinkTrafficNanos;
  private long knownDownNanos;
  private volatile long farewellNanos;

  LifeWatch(FailureJudge judge, Supplier<PeerView> heartbeats, long startedNanos) {
    this.judge = judge;
    this.heartbeats = heartbeats;
    this.lastLookNanos = startedNanos;
    this.pauseEndNanos = startedNanos;
  }

  void farewell() {
    farewellNanos = System.nanoTime();
  }

  PeerLife look(LinkKeeper link, long nowNanos) {
    if (nowNanos - lastLookNanos > PAUSE_NANOS) {
      pauseEndNanos = nowNanos;
    }
    lastLookNanos = nowNanos;
    lastLinkTrafficNanos = Math.max(lastLinkTrafficNanos, link.lastReceivedNanos());
    Observations seen =
        new Observations(
            heartbeats.get().lastHeardNanos(),
            lastLinkTrafficNanos,
            link.closedNanos(),
            link.refusedNanos(),
            link.guardianNanos(),
            knownDown(link.guardianNanos()),
            farewellNanos,
            pauseEndNanos);
    return words(judge.judge(seen, nowNanos));
  }

  /**
   * A daemon that was not running whenever it was looked for, each time soon after the last, cannot
   * have gone on alone in between.
   */
  private long knownDown(long guardianNanos) {
    long known = Math.max(knownDownNanos, lastLinkTrafficNanos);
    boolean gapless =
        TimeUnit.NANOSECONDS.toMillis(guardianNanos - known) <= judge.proofWindowMillis();
    if (guardianNanos > knownDownNanos && known > 0 && gapless) {
      knownDownNanos = guardianNanos;
    }
    return knownDownNanos;
  }

  private static PeerLife words(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Alive alive -> new PeerLife(PeerLife.Kind.ALIVE, "alive");
      case Verdict.Suspect suspect -> new PeerLife(PeerLife.Kind.SUSPECT, suspect.why());
      case Verdict.Resuming resuming -> new PeerLife(PeerLife.Kind.RESUMING, resuming.why());
      case Verdict.Dead dead ->
          new PeerLife(
              dead.proven() ? PeerLife.Kind.PROVEN_DEAD : PeerLife.Kind.SILENT, dead.why());
    };
  }
}
