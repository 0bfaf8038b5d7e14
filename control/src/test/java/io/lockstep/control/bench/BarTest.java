package io.lockstep.control.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.bench.load.Workload;
import io.lockstep.control.bench.targets.Target;
import io.lockstep.control.bench.targets.Targets;
import java.util.EnumSet;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BarTest {

  /** An empty cell was not measured; 0 in a bar asks for nothing. */
  @ParameterizedTest
  @CsvSource({
    "2.5, 0.4, 2.5, 0.4, MET",
    "2.5, 0.4, 2.4, 0.5, MISSED",
    "2.5, 0.4, 3, 0.3, MISSED",
    "2.5, 0.4, , 0.5, UNKNOWN",
    "2.5, 0.4, , 0.3, MISSED",
    "2.5, 0.4, 2.4, , MISSED",
    "0, 0.9, , 0.9, MET",
    "0, 0.9, , , UNKNOWN",
    "5, 0, 6, , MET",
    "5, 0, , 1, UNKNOWN",
  })
  void bothPartsMustBeMet(
      double timesGluster, double timesNative, Double xGluster, Double xNative, Verdict verdict) {
    assertThat(new Bar(timesGluster, timesNative).verdict(of(xGluster), of(xNative)))
        .isEqualTo(verdict);
  }

  private static OptionalDouble of(Double measured) {
    return measured == null ? OptionalDouble.empty() : OptionalDouble.of(measured);
  }

  @Test
  void saysItself() {
    assertThat(new Bar(2.5, 0.4)).hasToString("2.5 xG, 0.40 xN");
    assertThat(Bar.original(1)).hasToString("1.0 xN");
  }

  @Test
  void allButThePlainWriteHaveBarsInBothModes() {
    for (Workload workload : EnumSet.complementOf(EnumSet.of(Workload.WRITE_4K))) {
      assertThat(Bars.of(workload, Target.STRICT)).as(workload.word()).isPresent();
      assertThat(Bars.of(workload, Target.BARRIER)).as(workload.word()).isPresent();
      assertThat(Bars.aim(workload, Target.STRICT)).as(workload.word()).isPresent();
      assertThat(Bars.aim(workload, Target.BARRIER)).as(workload.word()).isEmpty();
    }
    for (String target : Targets.ALL) {
      assertThat(Bars.of(Workload.WRITE_4K, target)).isEmpty();
      assertThat(Bars.of(Workload.CREATE, target).isPresent())
          .isEqualTo(target.equals(Target.STRICT) || target.equals(Target.BARRIER));
    }
  }
}
