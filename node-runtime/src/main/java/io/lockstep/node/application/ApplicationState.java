package io.lockstep.node.application;

import java.util.Locale;

/** How the protected application is. */
public enum ApplicationState {
  /** There is nothing to start. */
  NONE,
  /** Not running: never started, or stopped on purpose. */
  STOPPED,
  /** Started, does not serve yet. */
  STARTING,
  /** Serves. */
  READY,
  /** Asked to stop, still running. */
  STOPPING,
  /**
   * Ended by itself, did not start in time, or failed its check. What is left of it is being
   * stopped; {@link ApplicationSupervisor#stop} and {@link ApplicationSupervisor#start} wait for
   * that.
   */
  FAILED;

  /** The word used in status and events. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether nothing of the application runs, or will by itself. */
  public boolean isDown() {
    return this == NONE || this == STOPPED || this == FAILED;
  }
}
