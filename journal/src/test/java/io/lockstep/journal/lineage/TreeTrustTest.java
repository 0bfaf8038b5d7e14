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
}
