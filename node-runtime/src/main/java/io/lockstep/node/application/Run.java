package io.lockstep.node.application;

import java.io.IOException;
import java.util.UUID;

/** One run of an application: from its start to the end of its last process. For one thread. */
final class Run {

  private final Launcher launcher;
  private final OutputLog log;
  private final long logStartBytes;
  private final Process main;
  private final ProcessFamily family;

  private Run(
      Launcher launcher, OutputLog log, long logStartBytes, Process main, ProcessFamily family) {
    this.launcher = launcher;
    this.log = log;
    this.logStartBytes = logStartBytes;
    this.main = main;
    this.family = family;
  }

  /**
   * Starts the application.
   *
   * @throws IOException with one clear line if it cannot be started
   */
  static Run begin(
      ApplicationPlan plan, ApplicationPlace place, OutputLog log, Environment environment)
      throws IOException {
    String runId = UUID.randomUUID().toString();
    Launcher launcher = Launcher.prepare(plan, place, runId, environment);
    long logStartBytes = log.bytes();
    Process main = launcher.start();
    ProcessFamily family = new ProcessFamily(runId, FamilyTree.empty());
    family.add(main);
    return new Run(launcher, log, logStartBytes, main, family);
  }

  Launcher launcher() {
    return launcher;
  }

  Process main() {
    return main;
  }

  ProcessFamily family() {
    return family;
  }

  /** How the main process ended, for people. */
  String ending() {
    int code = main.exitValue();
    String how =
        code > 128 ? "exit code " + code + " (signal " + (code - 128) + ")" : "exit code " + code;
    String line = log.lastLine(logStartBytes);
    return line.isEmpty() ? how : how + ", last output: " + line;
  }
}
