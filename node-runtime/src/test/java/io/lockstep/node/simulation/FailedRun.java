package io.lockstep.node.simulation;

/** A run that breaks an invariant, and how it came about. */
final class FailedRun extends AssertionError {

  private static final long serialVersionUID = 1L;

  private final Invariant invariant;

  private FailedRun(String title, Violation violation, String trace) {
    super("%s %s%n%s".formatted(title, violation.getMessage(), trace), violation);
    this.invariant = violation.invariant();
  }

  Invariant invariant() {
    return invariant;
  }

  /** Runs it; what breaks is told together with the last lines of the world's trace. */
  static void guarded(String title, World world, int traceLines, Runnable run) {
    try {
      run.run();
    } catch (Violation e) {
      throw new FailedRun(title, e, world.lastWords(traceLines));
    } catch (Throwable e) {
      Violation unexpected = Invariant.DISCIPLINE.broken("%s", e);
      unexpected.initCause(e);
      throw new FailedRun(title, unexpected, world.lastWords(traceLines));
    }
  }
}
