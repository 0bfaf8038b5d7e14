package io.lockstep.control.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void ofOperationsInAnyOrder() {
    long[] nanos = new long[100];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = (nanos.length - i) * 1000L;
    }

    Figures figures = Figures.ofOperations(nanos, 50_000_000);

    assertThat(figures.perSecond()).isEqualTo(2000);
    assertThat(figures.medianMicros()).isEqualTo(51);
    assertThat(figures.p99Micros()).isEqualTo(100);
  }

  @Test
  void ofATransfer() {
    Figures figures = Figures.ofTransfer(300_000_000, 2_000_000_000);

    assertThat(figures.perSecond()).isEqualTo(150);
    assertThat(figures.medianMicros()).isNaN();
  }
}
