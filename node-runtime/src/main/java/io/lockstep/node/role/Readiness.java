package io.lockstep.node.role;

/** How far a node is in its role. */
public enum Readiness {
  /** Red: does not do what its role says. */
  NOT_READY,
  /** Orange: on its way. */
  TRANSIENT,
  /** Green. */
  READY
}
