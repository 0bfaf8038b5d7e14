package io.lockstep.node.application;

import java.nio.file.Path;

/**
 * Where a supervisor keeps its files.
 *
 * @param stateDirectory survives the daemon: holds the record of the started process
 * @param logDirectory holds what the application prints
 * @param logBytes size at which the log is rotated; one older file is kept
 */
public record ApplicationPlace(
    String module, Path stateDirectory, Path logDirectory, long logBytes) {

  /** 10 MiB, twice: enough for people to see what happened, little enough for any disk. */
  public static final long DEFAULT_LOG_BYTES = 10L << 20;

  /** The usual place. */
  public ApplicationPlace(String module, Path stateDirectory, Path logDirectory) {
    this(module, stateDirectory, logDirectory, DEFAULT_LOG_BYTES);
  }

  Path recordFile() {
    return stateDirectory.resolve(module + ".process");
  }

  /** Holds the id of the run whose start script has succeeded. */
  Path readyFile() {
    return stateDirectory.resolve(module + ".ready");
  }

  Path logFile() {
    return logDirectory.resolve(module + ".log");
  }

  Path checkLogFile() {
    return logDirectory.resolve(module + ".check.log");
  }
}
