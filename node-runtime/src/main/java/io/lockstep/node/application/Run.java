package io.lockstep.node.application;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.UUID;

/** One run of an application: from its start to the end of its last process. For one thread. */
final class Run {

  private final Launcher launcher;
  private final OutputLog log;
  private final long logStartBytes;
  private final MainProcess main;
  private final ProcessFamily family;

  private Run(
      Launcher launcher,
      OutputLog log,
      long logStartBytes,
      MainProcess main,
      ProcessFamily family) {
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
    return new Run(launcher, log, logStartBytes, new MainProcess.Started(main), family);
  }

  /**
   * The run that a killed daemon has left, if it is whole: a foreground process that still runs, or
   * a start script that is known to have succeeded.
   *
   * @throws IOException with one clear line if it cannot be taken over
   */
  static Optional<Run> left(
      ApplicationPlan plan, ApplicationPlace place, OutputLog log, Environment environment)
      throws IOException {
    String bootId = ProcessTable.bootId();
    Optional<RunRecord> record =
        RunRecord.read(place.recordFile()).filter(r -> r.bootId().equals(bootId));
    if (record.isEmpty()) {
      return Optional.empty();
    }
    RunRecord found = record.get();
    MainProcess main =
        plan.foreground() ? MainProcess.TakenOver.of(found.leader()) : ended(found, place);
    return main == null
        ? Optional.empty()
        : Optional.of(
            new Run(
                Launcher.prepare(plan, place, found.runId(), environment),
                log,
                log.bytes(),
                main,
                found.family(bootId)));
  }

  private static MainProcess ended(RunRecord found, ApplicationPlace place) throws IOException {
    boolean succeeded =
        Files.exists(place.readyFile())
            && Files.readString(place.readyFile()).equals(found.runId());
    return succeeded ? new MainProcess.EndedBefore(found.leader().pid()) : null;
  }

  Launcher launcher() {
    return launcher;
  }

  MainProcess main() {
    return main;
  }

  ProcessFamily family() {
    return family;
  }

  /** Notes, for a daemon that may come after this one, that the start has succeeded. */
  void noteReady(ApplicationPlace place) throws IOException {
    Files.writeString(place.readyFile(), launcher.runId());
  }

  private static String words(int code) {
    return code > 128
        ? "exit code " + code + " (signal " + (code - 128) + ")"
        : "exit code " + code;
  }

  /** How the main process ended, for people. */
  String ending() {
    String how =
        main.exitCode().isPresent() ? words(main.exitCode().getAsInt()) : "exit code unknown";
    String line = log.lastLine(logStartBytes);
    return line.isEmpty() ? how : how + ", last output: " + line;
  }
}
