package io.lockstep.node.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulateOptionsTest {

  @Test
  void whatIsAskedForIsTaken() {
    String[] args = {
      "--seeds", "10", "--seed", "7", "--exhaustive", "3", "--runs", "5", "--mutants"
    };
    assertThat(SimulateOptions.parse(args)).isEqualTo(new SimulateOptions(10, 7, 3, 5, true));
  }

  @Test
  void withoutAnythingItRunsSomeFreshSeeds() {
    SimulateOptions options = SimulateOptions.parse(new String[0]);
    assertThat(options.seeds()).isPositive();
    assertThat(options.seed()).isNegative();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--seeds", "--seeds x", "--seeds 0", "--seed -1", "--exhaustive 5", "--what 1"})
  void whatMakesNoSenseIsRefusedInOneLine(String line) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SimulateOptions.parse(line.split(" ")))
        .withMessageStartingWith("simulate: expected")
        .withMessageNotContaining("\n");
  }
}
