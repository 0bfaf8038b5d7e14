package io.lockstep.node.application;

/**
 * How a stop ended.
 *
 * @param why one line for people
 */
public record StopResult(Outcome outcome, String why) {

  /** What became of the processes. */
  public enum Outcome {
    /** Nothing was running, or it ended by itself in time. */
    CLEAN,
    /** Some or all of it had to be killed; nothing is left. */
    FORCED,
    /**
     * Processes survive even SIGKILL, such as those that wait inside the kernel for a disk: they
     * end when that call ends.
     */
    REMAINS
  }
}
