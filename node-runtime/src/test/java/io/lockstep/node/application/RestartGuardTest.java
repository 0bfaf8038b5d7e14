package io.lockstep.node.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RestartGuardTest {

  private static final long HOUR = RestartGuard.WINDOW_NANOS / 24;

  @Test
  void allowsAsManyRestartsAsConfiguredWithinADay() {
    RestartGuard guard = new RestartGuard(2);
    assertThat(guard.allows(0)).isTrue();
    guard = guard.restarted(0);
    assertThat(guard.allows(HOUR)).isTrue();
    guard = guard.restarted(HOUR);
    assertThat(guard.allows(2 * HOUR)).isFalse();
    assertThat(guard.allows(24 * HOUR - 1)).isFalse();
  }

  @Test
  void aRestartIsForgottenAfterADay() {
    RestartGuard guard = new RestartGuard(2).restarted(0).restarted(HOUR);
    assertThat(guard.allows(24 * HOUR)).isTrue();
    guard = guard.restarted(24 * HOUR);
    assertThat(guard.restartNanos()).containsExactly(HOUR, 24 * HOUR);
    assertThat(guard.allows(24 * HOUR)).isFalse();
  }

  @Test
  void zeroAllowsNone() {
    assertThat(new RestartGuard(0).allows(0)).isFalse();
    assertThatThrownBy(() -> new RestartGuard(-1))
        .hasMessage("maxRestarts: expected 0 or more, found -1");
  }
}
