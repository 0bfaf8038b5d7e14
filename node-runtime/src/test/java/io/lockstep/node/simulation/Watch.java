package io.lockstep.node.simulation;

import io.lockstep.node.membership.FailureJudge;
import io.lockstep.node.membership.Observations;
import io.lockstep.node.membership.Verdict;
import io.lockstep.node.role.PeerLife;
import java.util.concurrent.TimeUnit;

/** What a daemon has observed of its peer, by its own clock, and how the product judges it. */
final class Watch {

  static final long RESUME_LIMIT_MILLIS = 10_000;
  private static final long PROOF_WINDOW_MILLIS = 1_000;
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final PeerLife ALIVE = new PeerLife(PeerLife.Kind.ALIVE, "alive");
  private static final FailureJudge JUDGE =
      new FailureJudge(200, 2_000, PROOF_WINDOW_MILLIS, RESUME_LIMIT_MILLIS);

  private final LocalClock clock;
  private long heardNanos;
  private long linkNanos;
  private long closedNanos;
  private long refusedNanos;
  private long guardianNanos;
  private long knownDownNanos;
  private long farewellNanos;
  private long pauseEndNanos;
  private long lastLookNanos;

  Watch(LocalClock clock) {
    this.clock = clock;
    this.pauseEndNanos = clock.nanos();
    this.lastLookNanos = clock.nanos();
  }

  void heardHeartbeat() {
    heardNanos = clock.nanos();
  }

  void heardOnLink() {
    linkNanos = clock.nanos();
  }

  void connected() {
    closedNanos = 0;
  }

  void closed() {
    closedNanos = clock.nanos();
  }

  void refused(boolean guardianAnswers) {
    if (guardianAnswers) {
      guardianNanos = clock.nanos();
    } else {
      refusedNanos = clock.nanos();
    }
  }

  void farewell() {
    farewellNanos = clock.nanos();
  }

  PeerLife look() {
    long now = clock.nanos();
    if (now - lastLookNanos > PAUSE_NANOS) {
      pauseEndNanos = now;
    }
    lastLookNanos = now;
    noteKnownDown();
    return words(
        JUDGE.judge(
            new Observations(
                heardNanos,
                linkNanos,
                closedNanos,
                refusedNanos,
                guardianNanos,
                knownDownNanos,
                farewellNanos,
                pauseEndNanos),
            now));
  }

  private void noteKnownDown() {
    long known = Math.max(knownDownNanos, linkNanos);
    boolean gapless = TimeUnit.NANOSECONDS.toMillis(guardianNanos - known) <= PROOF_WINDOW_MILLIS;
    if (guardianNanos > knownDownNanos && known > 0 && gapless) {
      knownDownNanos = guardianNanos;
    }
  }

  private static PeerLife words(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Alive alive -> ALIVE;
      case Verdict.Suspect suspect -> new PeerLife(PeerLife.Kind.SUSPECT, suspect.why());
      case Verdict.Resuming resuming -> new PeerLife(PeerLife.Kind.RESUMING, resuming.why());
      case Verdict.Dead dead ->
          new PeerLife(
              dead.proven() ? PeerLife.Kind.PROVEN_DEAD : PeerLife.Kind.SILENT, dead.why());
    };
  }
}
