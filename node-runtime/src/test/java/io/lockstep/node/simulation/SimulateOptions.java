package io.lockstep.node.simulation;

/**
 * What the command line asks for.
 *
 * @param seeds how many
 * @param seed the first one, -1: any
 * @param faults how many are placed in all combinations, 0: none
 * @param maxRuns limit of these combinations
 */
record SimulateOptions(long seeds, long seed, int faults, long maxRuns, boolean mutants) {

  private static final int MAX_FAULTS = 4;

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException with one clear line
   */
  static SimulateOptions parse(String[] args) {
    SimulateOptions options = new SimulateOptions(2_000, -1, 0, 1_000_000, false);
    for (int i = 0; i < args.length; i++) {
      String name = args[i];
      if (name.equals("--mutants")) {
        options =
            new SimulateOptions(options.seeds, options.seed, options.faults, options.maxRuns, true);
        continue;
      }
      i++;
      options = options.with(name, i < args.length ? args[i] : "");
    }
    return options;
  }

  private SimulateOptions with(String name, String value) {
    return switch (name) {
      case "--seeds" ->
          new SimulateOptions(
              number(name, value, 1, Long.MAX_VALUE), seed, faults, maxRuns, mutants);
      case "--seed" ->
          new SimulateOptions(
              seeds, number(name, value, 0, Long.MAX_VALUE), faults, maxRuns, mutants);
      case "--exhaustive" ->
          new SimulateOptions(
              seeds, seed, (int) number(name, value, 1, MAX_FAULTS), maxRuns, mutants);
      case "--runs" ->
          new SimulateOptions(seeds, seed, faults, number(name, value, 1, Long.MAX_VALUE), mutants);
      default ->
          throw new IllegalArgumentException(
              "simulate: expected --seeds N, --seed S, --exhaustive FAULTS, --runs N or --mutants, found "
                  + name);
    };
  }

  private static long number(String name, String value, long min, long max) {
    try {
      long number = Long.parseLong(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, with what was expected.
    }
    String range = max == Long.MAX_VALUE ? "from " + min : "from " + min + " to " + max;
    throw new IllegalArgumentException(
        "simulate: expected a number " + range + " after " + name + ", found '" + value + "'");
  }
}
