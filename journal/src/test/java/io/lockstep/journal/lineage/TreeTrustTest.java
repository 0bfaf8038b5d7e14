package io.lockstep.journal.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TreeTrustTest {

  private static final NodeRecord RUNNING =
      NodeRecord.fresh("cluster", "module", "alpha", "boot 1").withStop(false, "boot 1");

  @Test
  void aTreeIsTrustedAfterTheDeathOfTheProcessAndAfterAStopInOrder() {
    assertThat(TreeTrust.isTrusted(RUNNING, "boot 1")).isTrue();
    NodeRecord stopped = TreeTrust.stopped(RUNNING, true, true, "boot 1");
    assertThat(TreeTrust.isTrusted(stopped, "boot 2")).isTrue();
  }

  @Test
  void itIsNotAfterALossOfPowerOrAStopThatCouldNotSync() {
    assertThat(TreeTrust.isTrusted(RUNNING, "boot 2")).isFalse();
    NodeRecord stopped = TreeTrust.stopped(RUNNING, true, false, "boot 1");
    assertThat(TreeTrust.isTrusted(stopped, "boot 2")).isFalse();
  }

  @Test
  void aSecondStartDoesNotMakeItTrusted() {
    NodeRecord started = TreeTrust.running(RUNNING, false, "boot 2");

    assertThat(TreeTrust.isTrusted(started, "boot 2")).isFalse();
  }

  @Test
  void norDoesAStopInOrder() {
    NodeRecord started = TreeTrust.running(RUNNING, false, "boot 2");
    NodeRecord stopped = TreeTrust.stopped(started, false, true, "boot 2");

    assertThat(TreeTrust.isTrusted(stopped, "boot 2")).isFalse();
  }

  @Test
  void whoHasComparedItSaysSo() {
    NodeRecord started = TreeTrust.running(RUNNING, false, "boot 2");
    NodeRecord compared = TreeTrust.running(started, true, "boot 2");

    assertThat(TreeTrust.isTrusted(compared, "boot 2")).isTrue();
  }

  private static NodeRecord alone(boolean used) {
    Epoch epoch = Standings.alone(4, 45, "alpha");
    NodeRecord record = RUNNING.withLineage(Lineage.EMPTY.plus(epoch));
    return used ? record.withAloneUsed() : record;
  }

  /** The journal may have lost what the tree has synced. */
  @Test
  void anEpochThatATreeHasLivedThroughCountsWhateverIsLeftOfItsJournal() {
    assertThat(TreeTrust.end(alone(true), false, 36)).isEqualTo(45);
    assertThat(TreeTrust.end(alone(false), false, 36)).isEqualTo(44);
    assertThat(TreeTrust.end(alone(true), false, 60)).isEqualTo(60);
    assertThat(TreeTrust.end(alone(true), true, 36)).isEqualTo(36);
  }

  @Test
  void aCopyThatWasOnItsWayThereHasNotLivedThroughIt() {
    NodeRecord fed = alone(false).withData(NodeRecord.DataState.OUTDATED);
    assertThat(TreeTrust.end(fed, false, 36)).isEqualTo(36);
  }

  @Test
  void aTreeThatCountsAgainIsNotTheJournalsBeforeTheCheckpoint() {
    NodeRecord served = TreeTrust.trustedAgain(RUNNING, "boot 2", 17);
    assertThat(TreeTrust.isTrusted(served, "boot 2")).isTrue();
    assertThat(TreeTrust.firstTold(served, 3)).isEqualTo(18);
    assertThat(TreeTrust.firstTold(served, 25)).isEqualTo(25);
  }
}
