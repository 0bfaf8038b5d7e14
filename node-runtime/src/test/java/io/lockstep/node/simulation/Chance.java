package io.lockstep.node.simulation;

import java.util.SplittableRandom;
import java.util.UUID;

/**
 * All chance of one run, from its seed. While it is calm nothing unwanted happens: messages arrive
 * at once and whatever may go well does.
 */
final class Chance {

  private final long seed;
  private final SplittableRandom random;
  private boolean calm;
  private long ids;

  private Chance(long seed, boolean calm) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    this.calm = calm;
  }

  static Chance ofSeed(long seed) {
    return new Chance(seed, false);
  }

  /** Nothing unwanted happens by itself: misfortune is placed. */
  static Chance none() {
    return new Chance(0, true);
  }

  void calm() {
    calm = true;
  }

  boolean isCalm() {
    return calm;
  }

  /** Whether something happens that happens once in {@code n} times; never while it is calm. */
  boolean oneIn(int n) {
    return !calm && random.nextInt(n) == 0;
  }

  /** How many of {@code n} arrive; all while it is calm. */
  int partOf(int n) {
    return calm ? n : random.nextInt(n + 1);
  }

  /** A choice that has no better or worse. */
  int below(int n) {
    return random.nextInt(n);
  }

  boolean coin() {
    return random.nextBoolean();
  }

  UUID id() {
    ids++;
    return new UUID(seed, ids);
  }
}
