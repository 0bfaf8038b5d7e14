package io.lockstep.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeerTrackerTest {

  private static final long OWN = 100;
  private final PeerTracker tracker = new PeerTracker("beta", OWN);

  @Test
  void nothingIsKnownAtFirst() {
    assertThat(tracker.view()).isEqualTo(PeerView.UNHEARD);
    assertThat(tracker.echo()).isZero();
  }

  @Test
  void anIncarnationCountsOnceItHasRepeatedThisNodes() {
    assertThat(tracker.take(from(1, 1, 0), 10)).contains(Refusal.UNCONFIRMED);
    assertThat(tracker.view().lastHeardNanos()).isZero();
    assertThat(tracker.echo()).isEqualTo(1);

    assertThat(tracker.take(from(1, 2, OWN), 20)).isEmpty();
    assertThat(tracker.view().lastHeardNanos()).isEqualTo(20);
    assertThat(tracker.view().incarnation()).isEqualTo(1);
    assertThat(tracker.view().heardUs()).isTrue();
  }

  @Test
  void onlyRisingCountersCount() {
    tracker.take(from(1, 7, OWN), 10);
    assertThat(tracker.take(from(1, 7, OWN), 20)).contains(Refusal.STALE);
    assertThat(tracker.take(from(1, 6, OWN), 20)).contains(Refusal.STALE);
    assertThat(tracker.view().lastHeardNanos()).isEqualTo(10);
    assertThat(tracker.take(from(1, 8, OWN), 30)).isEmpty();
  }

  @Test
  void aRecordingOfAReplacedDaemonIsStale() {
    tracker.take(from(1, 7, OWN), 10);
    assertThat(tracker.take(from(2, 1, 0), 20)).contains(Refusal.UNCONFIRMED);
    assertThat(tracker.take(from(2, 2, OWN), 30)).isEmpty();
    assertThat(tracker.take(from(1, 8, OWN), 40)).contains(Refusal.STALE);
    assertThat(tracker.view().incarnation()).isEqualTo(2);
    assertThat(tracker.view().lastHeardNanos()).isEqualTo(30);
  }

  @Test
  void aRecordingMadeBeforeThisDaemonStartedIsNoLife() {
    long earlierOwn = 99;
    for (long counter = 1; counter < 100; counter++) {
      assertThat(tracker.take(from(1, counter, earlierOwn), counter)).contains(Refusal.UNCONFIRMED);
    }
    assertThat(tracker.view().lastHeardNanos()).isZero();
  }

  @Test
  void aPeerThatHearsUsNoMoreStillLives() {
    tracker.take(from(1, 1, OWN), 10);
    Heartbeat deaf = new Heartbeat("beta", 1, 2, 0, false, 0, OWN, 1);
    assertThat(tracker.take(deaf, 20)).isEmpty();
    assertThat(tracker.view().lastHeardNanos()).isEqualTo(20);
    assertThat(tracker.view().heardUs()).isFalse();
  }

  @Test
  void onlyThePeerCounts() {
    Heartbeat own = new Heartbeat("alpha", OWN, 1, 0, true, 0, OWN, 1);
    assertThat(tracker.take(own, 10)).contains(Refusal.OTHER_SENDER);
    assertThat(tracker.take(from(0, 1, OWN), 10)).contains(Refusal.MALFORMED);
    assertThat(tracker.view()).isEqualTo(PeerView.UNHEARD);
  }

  private static Heartbeat from(long incarnation, long counter, long heardIncarnation) {
    return new Heartbeat("beta", incarnation, counter, 0, true, 4711, heardIncarnation, 1);
  }
}
