package io.lockstep.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PauseDetectorTest {

  @Test
  void onlyADistanceAboveTheLimitIsAPause() {
    PauseDetector detector = new PauseDetector(10, 100);
    assertThat(detector.tick(110)).isFalse();
    assertThat(detector.tick(121)).isTrue();
    assertThat(detector.tick(122)).isFalse();
    assertThat(detector.tick(1000)).isTrue();
  }
}
