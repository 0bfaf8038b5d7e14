package io.lockstep.control.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final Target BASE = new Target(Target.NATIVE, Path.of("/a"));
  private static final Target FUSE = new Target(Target.PASSTHROUGH, Path.of("/b"));
  private static final Target STRICT = new Target("strict", Path.of("/c"));

  @Test
  void showsMediansAndRatiosOfOneRun() {
    Comparison comparison = new Comparison();
    add(comparison, BASE, 900, 1000, 5000);
    add(comparison, FUSE, 400, 500, 600);
    add(comparison, STRICT, 250, 240, 10);

    assertThat(comparison.lines()).hasSize(4);
    assertThat(comparison.lines().get(3).split("  +"))
        .containsExactly(
            "4 KiB random write", "strict", "240 1/s", "10.0 to 250", "1.0", "2.0", "0.24", "0.48");
    assertThat(comparison.medians().get("write-4k").get("native").perSecond()).isEqualTo(1000);
  }

  @Test
  void hasNoRatioToWhatWasNotMeasured() {
    Comparison comparison = new Comparison();
    add(comparison, STRICT, 240);

    assertThat(comparison.lines().get(1)).matches(".* -  +-");
  }

  private static void add(Comparison comparison, Target target, double... rates) {
    for (double rate : rates) {
      comparison.add(Workload.WRITE_4K, target, new Figures(rate, 1, 2));
    }
  }
}
