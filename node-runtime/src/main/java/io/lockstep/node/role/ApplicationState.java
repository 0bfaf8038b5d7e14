package io.lockstep.node.role;

/** State of the protected application on this node. */
public enum ApplicationState {
  /** The module has no application of its own. */
  NONE,
  STOPPED,
  STARTING,
  READY,
  STOPPING,
  FAILED;

  /** Whether nothing of the application runs. */
  public boolean isDown() {
    return this == NONE || this == STOPPED || this == FAILED;
  }

  /** Whether clients can be let in. */
  public boolean serves() {
    return this == NONE || this == READY;
  }
}
