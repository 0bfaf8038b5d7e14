package io.lockstep.node.simulation;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A product that is broken on purpose, to show that the simulation would notice.
 *
 * @param what is broken, in words
 */
record Mutant(String what, Variant variant) {

  /** The seed that showed it, and what it violated. */
  record Caught(long seed, Invariant invariant) {}

  static List<Mutant> all() {
    return Stream.of(BrokenWrites.all(), BrokenDecisions.all(), BrokenShell.all())
        .flatMap(List::stream)
        .toList();
  }

  /** The first seed that shows it, if one of so many does. */
  Optional<Caught> hunt(long seeds) {
    for (long seed = 1; seed <= seeds; seed++) {
      try {
        Run.of(seed, variant);
      } catch (FailedRun e) {
        return Optional.of(new Caught(seed, e.invariant()));
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return what;
  }
}
