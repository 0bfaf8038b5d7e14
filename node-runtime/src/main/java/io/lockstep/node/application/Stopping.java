package io.lockstep.node.application;

import io.lockstep.node.application.ApplicationPlan.Stop;
import io.lockstep.node.application.StopResult.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The end of a run: asked for, waited for, and in the end enforced. Holds its thread meanwhile. */
final class Stopping {

  /** How long the children may outlive the main process before they are killed. */
  private static final long STRAGGLER_MILLIS = 300;

  /** How long SIGKILL may take: a process that waits for a disk ends when that wait does. */
  static final long KILL_MILLIS = 1000;

  private final ApplicationPlan plan;
  private final Run run;

  Stopping(ApplicationPlan plan, Run run) {
    this.plan = plan;
    this.run = run;
  }

  StopResult stop() {
    // Before the signal: children that outlive the main process are known only through it.
    run.family().follow();
    String problem = ask();
    if (problem.isEmpty() && run.family().awaitEnd(STRAGGLER_MILLIS).isEmpty()) {
      return new StopResult(Outcome.CLEAN, "stopped");
    }
    return enforce(problem.isEmpty() ? "processes were left behind" : problem);
  }

  /** SIGKILL to whatever runs. */
  StopResult enforce(String why) {
    List<ProcessEntry> left = run.family().killAll(KILL_MILLIS);
    if (left.isEmpty()) {
      return new StopResult(Outcome.FORCED, why + ": killed");
    }
    List<Long> pids = left.stream().map(ProcessEntry::pid).toList();
    return new StopResult(
        Outcome.REMAINS, why + ", and SIGKILL did not end processes " + pids + " in time");
  }

  /** Empty if the application did as asked, else what went wrong. */
  private String ask() {
    try {
      return switch (plan.stop()) {
        case Stop.BySignal(String name) -> signalAndWait(name);
        case Stop.ByCommand(List<String> command) -> runAndWait(command);
      };
    } catch (IOException e) {
      return e.getMessage();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted while stopping";
    }
  }

  private String signalAndWait(String signal) throws IOException, InterruptedException {
    if (!run.main().isAlive()) {
      return "";
    }
    if (!send(signal)) {
      return "signal " + signal + " could not be sent: expected a name of signal(7) without SIG";
    }
    boolean ended = run.main().awaitEnd(plan.stopTimeoutMillis());
    return ended
        ? ""
        : "did not end within " + plan.stopTimeoutMillis() + " ms of signal " + signal;
  }

  /** By the shell's own kill, which knows all names; the JDK sends SIGTERM and SIGKILL only. */
  private boolean send(String signal) throws IOException, InterruptedException {
    String pid = Long.toString(run.main().pid());
    int code =
        new ProcessBuilder("sh", "-c", "kill -s \"$1\" \"$2\"", "lockstep", signal, pid)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    return code == 0 || !run.main().isAlive();
  }

  private String runAndWait(List<String> command) throws IOException, InterruptedException {
    Process stop = run.launcher().stop(command);
    if (!stop.waitFor(plan.stopTimeoutMillis(), TimeUnit.MILLISECONDS)) {
      return command.getFirst() + " did not end within " + plan.stopTimeoutMillis() + " ms";
    }
    return stop.exitValue() == 0
        ? ""
        : command.getFirst() + " failed with exit code " + stop.exitValue();
  }
}
