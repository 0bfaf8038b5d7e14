package io.lockstep.node.simulation;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** The command {@code ./lockstep simulate}. */
public final class Simulate {

  private static final int EX_USAGE = 64;
  private static final long PROGRESS_NANOS = 5_000_000_000L;

  private Simulate() {}

  /** Exit code 1: an invariant does not hold. */
  public static void main(String[] args) {
    SimulateOptions options;
    try {
      options = SimulateOptions.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println("lockstep: " + e.getMessage());
      System.exit(EX_USAGE);
      return;
    }
    try {
      run(options);
    } catch (FailedRun e) {
      System.out.println(e.getMessage());
      System.exit(1);
    }
  }

  private static void run(SimulateOptions options) {
    if (options.mutants()) {
      hunt();
    } else if (options.faults() > 0) {
      explore(options);
    } else {
      simulate(options);
    }
  }

  private static void simulate(SimulateOptions options) {
    long first =
        options.seed() >= 0 ? options.seed() : ThreadLocalRandom.current().nextLong(1L << 40);
    System.out.printf("seeds %d to %d%n", first, first + options.seeds() - 1);
    long started = System.nanoTime();
    long told = started;
    for (long i = 0; i < options.seeds(); i++) {
      Run.of(first + i, new Variant());
      if (System.nanoTime() - told > PROGRESS_NANOS) {
        told = System.nanoTime();
        System.out.printf("%d seeds, %s%n", i + 1, speed(i + 1, started));
      }
    }
    System.out.printf(
        "%d seeds without a violation, %s%n", options.seeds(), speed(options.seeds(), started));
  }

  private static String speed(long count, long startedNanos) {
    double seconds = (System.nanoTime() - startedNanos) / 1e9;
    return "%.0f a second, %.0f a minute".formatted(count / seconds, 60 * count / seconds);
  }

  private static void explore(SimulateOptions options) {
    long started = System.nanoTime();
    Exhaustive exhaustive = new Exhaustive(options.faults(), options.maxRuns(), new Variant());
    long runs = exhaustive.explore();
    System.out.printf(
        "%d runs with up to %d faults without a violation, %s%s%n",
        runs,
        options.faults(),
        speed(runs, started),
        exhaustive.isComplete() ? "; no combination left out" : "; the rest left out (--runs)");
  }

  private static void hunt() {
    System.out.printf("%-68s %-24s %s%n", "broken on purpose", "violates", "seeds");
    boolean all = true;
    for (Mutant mutant : Mutant.all()) {
      Optional<Mutant.Caught> caught = mutant.hunt();
      all &= caught.isPresent();
      System.out.printf(
          "%-68s %s%n",
          mutant,
          caught
              .map(
                  c ->
                      "%-24s %d"
                          .formatted(c.invariant().id() + " " + c.invariant().name(), c.seed()))
              .orElse("not caught"));
    }
    if (!all) {
      System.exit(1);
    }
  }
}
