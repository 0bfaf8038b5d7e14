package io.lockstep.node.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation, as far as it fits into a build; more of it by {@code ./lockstep simulate}. */
class SimulationTest {

  private static final long SEEDS = Long.getLong("lockstep.simulation.seeds", 2_100);
  private static final long FIRST = Long.getLong("lockstep.simulation.seed", 1);

  private static final long FRESH_SEEDS = 100;

  @Test
  void everyInvariantHoldsForAFixedSetOfSeeds() {
    Seen seen = run(FIRST, SEEDS);
    assertThat(seen.resumed).as("daemons that were killed and went on").isPositive();
    assertThat(seen.archived).as("copies that were archived and replaced").isPositive();
  }

  @Test
  void everyInvariantHoldsForSeedsThatNobodyHasSeen() {
    long first = ThreadLocalRandom.current().nextLong(1L << 40);
    System.out.printf("seeds %d to %d%n", first, first + FRESH_SEEDS - 1);
    assertThat(run(first, FRESH_SEEDS).resumed).isNotNegative();
  }

  /** What was seen, so that nothing is checked of what never happens. */
  private record Seen(int resumed, int archived) {}

  private static Seen run(long first, long count) {
    int resumed = 0;
    int archived = 0;
    for (long seed = first; seed < first + count; seed++) {
      World world = Run.of(seed, new Variant());
      resumed += world.resumed();
      archived += world.archived();
    }
    return new Seen(resumed, archived);
  }

  @Test
  void noSingleFaultAtAWriteOrAMessageBreaksAnInvariant() {
    Exhaustive exhaustive = new Exhaustive(1, Long.MAX_VALUE, new Variant());
    assertThat(exhaustive.explore()).isGreaterThan(200);
    assertThat(exhaustive.isComplete()).isTrue();
  }

  @Test
  void noTwoFaultsBreakAnInvariant() {
    Exhaustive exhaustive = new Exhaustive(2, 20_000, new Variant());
    assertThat(exhaustive.explore()).isGreaterThan(3_000);
    assertThat(exhaustive.isComplete()).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mutants")
  void aBrokenProductIsCaught(Mutant mutant) {
    assertThat(mutant.hunt()).isPresent();
  }

  static List<Mutant> mutants() {
    return Mutant.all();
  }
}
