package io.lockstep.node.role;

/**
 * What a node is for a module; the words of SafeKit. The exit code of {@code lockstep status} is
 * {@link #exitCode}.
 */
public enum Role {
  /** Not started. */
  STOP(0),
  /**
   * Started, but not entitled to serve or to mirror: waits for its peer, the arbiter or a human.
   */
  WAIT(1),
  /** Serves by itself. */
  ALONE(2),
  /** Serves, mirrored by its peer. */
  PRIM(3),
  /** Mirrors the primary. */
  SECOND(4);

  private final int exitCode;

  Role(int exitCode) {
    this.exitCode = exitCode;
  }

  /** Exit code of the status command. */
  public int exitCode() {
    return exitCode;
  }
}
