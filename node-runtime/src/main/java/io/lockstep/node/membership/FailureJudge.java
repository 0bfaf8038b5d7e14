package io.lockstep.node.membership;

import java.util.concurrent.TimeUnit;

/**
 * Judges from observations whether the peer lives. Pure: time is an argument, and the same
 * observations give the same verdict.
 *
 * <p>Silence never proves anything: the peer may live behind a cut network. A proof is the peer's
 * farewell, or a link that was closed and a reconnection that the peer's host then refused, as it
 * did with the daemon's guardian: a kernel that answers, and neither process. Even that proves only
 * that the daemon has ended by now, not when. A peer that had been cut off long enough to be
 * granted the next epoch may have acknowledged writes alone and died after that. Hence the window:
 * the refusal must come so soon after the last traffic of the link that the peer cannot have given
 * up on this node before it ended. Heartbeats do not count for that: a peer that goes on alone
 * sends them too.
 *
 * <p>A refusal is not authenticated. A firewall that answers in the peer's name and at the same
 * time swallows its heartbeats looks like a dead daemon.
 *
 * @param intervalMillis between heartbeats
 * @param timeoutMillis silence after which the peer counts as dead
 * @param proofWindowMillis how soon after the link's last traffic a refusal must come to be a
 *     proof; less than the shortest time in which a peer goes on alone
 * @param resumeLimitMillis how long a daemon whose guardian answers is waited for
 */
public record FailureJudge(
    long intervalMillis, long timeoutMillis, long proofWindowMillis, long resumeLimitMillis) {

  public FailureJudge {
    if (intervalMillis < 1
        || timeoutMillis < HeartbeatSettings.MIN_INTERVALS * intervalMillis
        || proofWindowMillis >= timeoutMillis) {
      throw new IllegalArgumentException(
          "failure detection: expected a timeout of at least three intervals and a proof window"
              + " below the timeout, found interval "
              + intervalMillis
              + " ms, timeout "
              + timeoutMillis
              + " ms, proof window "
              + proofWindowMillis
              + " ms");
    }
  }

  /** The verdict at {@code nowNanos}, a moment of the clock of the observations. */
  public Verdict judge(Observations seen, long nowNanos) {
    if (hasSaidFarewell(seen)) {
      return new Verdict.Dead("the peer said farewell: it has stopped in order", true);
    }
    if (isRefused(seen)) {
      return refused(seen, nowNanos);
    }
    return isResuming(seen, nowNanos)
        ? new Verdict.Resuming("its daemon was killed, and its guardian starts it again")
        : bySilence(seen, nowNanos);
  }

  private boolean isResuming(Observations seen, long nowNanos) {
    return seen.linkClosedNanos() > 0
        && seen.guardianNanos() >= seen.linkClosedNanos()
        && seen.guardianNanos() > seen.tickGapNanos()
        && seen.guardianNanos() >= seen.lastTrafficNanos()
        && nowNanos - seen.guardianNanos() <= nanos(timeoutMillis)
        && nowNanos - seen.linkClosedNanos() < nanos(resumeLimitMillis);
  }

  private static boolean hasSaidFarewell(Observations seen) {
    return seen.farewellNanos() > seen.tickGapNanos()
        && seen.farewellNanos() >= seen.lastTrafficNanos();
  }

  private static boolean isRefused(Observations seen) {
    return seen.linkClosedNanos() > 0
        && seen.reconnectRefusedNanos() >= seen.linkClosedNanos()
        && seen.reconnectRefusedNanos() >= seen.guardianNanos()
        && seen.reconnectRefusedNanos() > seen.tickGapNanos()
        && seen.reconnectRefusedNanos() >= seen.lastTrafficNanos();
  }

  private Verdict refused(Observations seen, long nowNanos) {
    if (nowNanos - seen.tickGapNanos() < nanos(intervalMillis)) {
      return new Verdict.Suspect(
          "the peer's host refuses connections, but this node was paused a moment ago and must"
              + " listen for one interval first");
    }
    String refuses = "the link is closed and the peer's host refuses connections: its daemon ended";
    if (seen.lastKnownNanos() <= seen.tickGapNanos()) {
      return new Verdict.Dead(
          refuses + "; this node was paused since it last heard it, so nobody knows when", false);
    }
    long afterMillis = millis(seen.reconnectRefusedNanos() - seen.lastKnownNanos());
    if (afterMillis > proofWindowMillis) {
      return new Verdict.Dead(
          refuses
              + ", but the link was lost "
              + afterMillis
              + " ms before that: it may have gone on alone in between",
          false);
    }
    return new Verdict.Dead(refuses + " within " + afterMillis + " ms", true);
  }

  private Verdict bySilence(Observations seen, long nowNanos) {
    boolean heardSinceGap = seen.lastTrafficNanos() > seen.tickGapNanos();
    // After a pause the peer gets a whole timeout again: what it sent meanwhile may be lost.
    long since = Math.max(seen.lastTrafficNanos(), seen.tickGapNanos());
    long silentMillis = millis(nowNanos - since);
    if (silentMillis > timeoutMillis) {
      return new Verdict.Dead("not heard for " + silentMillis + " ms", false);
    }
    if (!heardSinceGap) {
      return new Verdict.Suspect(
          "not heard yet since this node started or was paused, " + silentMillis + " ms ago");
    }
    return silentMillis > timeoutMillis / 2
        ? new Verdict.Suspect("not heard for " + silentMillis + " ms")
        : new Verdict.Alive();
  }

  private static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
