package io.lockstep.node.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation, as far as it fits into a build; more of it by {@code ./lockstep simulate}. */
class SimulationTest {

  private static final long SEEDS = Long.getLong("lockstep.simulation.seeds", 2_100);
  private static final long FIRST = Long.getLong("lockstep.simulation.seed", 1);

  /** Nothing that the simulation does shows these, see docs/simulation.md. */
  private static final Set<String> NOT_SHOWN =
      Set.of(
          "a copy that lacks something joins",
          "the source's epochs are not taken over before its records",
          "what the target has already is not acknowledged");

  private static final long FRESH_SEEDS = 100;
  private static final long MUTANT_SEEDS = 5_000;

  @Test
  void everyInvariantHoldsForAFixedSetOfSeeds() {
    int resumed = run(FIRST, SEEDS);
    assertThat(resumed).as("daemons that were killed and went on").isPositive();
  }

  @Test
  void everyInvariantHoldsForSeedsThatNobodyHasSeen() {
    long first = ThreadLocalRandom.current().nextLong(1L << 40);
    System.out.printf("seeds %d to %d%n", first, first + FRESH_SEEDS - 1);
    assertThat(run(first, FRESH_SEEDS)).isNotNegative();
  }

  private static int run(long first, long count) {
    int resumed = 0;
    for (long seed = first; seed < first + count; seed++) {
      resumed += Run.of(seed, new Variant());
    }
    return resumed;
  }

  @Test
  void noSingleFaultAtAWriteOrAMessageBreaksAnInvariant() {
    Exhaustive exhaustive = new Exhaustive(1, Long.MAX_VALUE, new Variant());
    assertThat(exhaustive.explore()).isGreaterThan(200);
    assertThat(exhaustive.isComplete()).isTrue();
  }

  @Test
  void noTwoFaultsBreakAnInvariant() {
    Exhaustive exhaustive = new Exhaustive(2, 10_000, new Variant());
    assertThat(exhaustive.explore()).isGreaterThan(3_000);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mutants")
  void aBrokenProductIsCaught(Mutant mutant) {
    assertThat(mutant.hunt(MUTANT_SEEDS)).isPresent();
  }

  static List<Mutant> mutants() {
    return Mutant.all().stream().filter(mutant -> !NOT_SHOWN.contains(mutant.what())).toList();
  }
}
