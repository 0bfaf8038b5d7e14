package io.lockstep.node.simulation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A product that is broken on purpose, to show that the simulation would notice.
 *
 * @param what is broken, in words
 * @param violates what has to show it; to be noticed by anything else is not enough
 */
record Mutant(String what, Variant variant, Set<Invariant> violates) {

  /** Within so many seeds each of them is shown. */
  private static final long SEEDS = 5_000;

  /** The seed that showed it, and what it violated. */
  record Caught(long seed, Invariant invariant) {}

  static List<Mutant> all() {
    return Stream.of(BrokenWrites.all(), BrokenDecisions.all(), BrokenShell.all())
        .flatMap(List::stream)
        .toList();
  }

  /** The first seed that shows it, if one does. */
  Optional<Caught> hunt() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      try {
        Run.of(seed, variant);
      } catch (FailedRun e) {
        if (violates.contains(e.invariant())) {
          return Optional.of(new Caught(seed, e.invariant()));
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return what;
  }
}
