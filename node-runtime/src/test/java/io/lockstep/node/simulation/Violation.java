package io.lockstep.node.simulation;

/** An invariant does not hold. */
final class Violation extends AssertionError {

  private static final long serialVersionUID = 1L;

  private final Invariant invariant;

  Violation(Invariant invariant, String facts) {
    super("violates " + invariant + ": " + facts);
    this.invariant = invariant;
  }

  Invariant invariant() {
    return invariant;
  }
}
