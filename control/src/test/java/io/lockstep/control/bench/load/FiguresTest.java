package io.lockstep.control.bench.load;

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

    assertThat(figures.value()).isEqualTo(2000);
    assertThat(figures.medianMicros()).isEqualTo(51);
    assertThat(figures.p99Micros()).isEqualTo(100);
  }

  @Test
  void ofWhatWasTimedAsAWhole() {
    assertThat(Figures.ofRate(5000, 2_000_000_000).value()).isEqualTo(2500);
    assertThat(Figures.ofSeconds(2_500_000_000L).value()).isEqualTo(2.5);
    assertThat(Figures.ofRate(1, 1).medianMicros()).isNaN();
  }

  @Test
  void lessTimeIsFasterAndMoreOfARateIsFaster() {
    assertThat(Unit.SECONDS.timesAsFast(2, 8)).isEqualTo(4);
    assertThat(Unit.PER_SECOND.timesAsFast(2, 8)).isEqualTo(0.25);
  }
}
