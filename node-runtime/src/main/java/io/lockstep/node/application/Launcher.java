package io.lockstep.node.application;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Starts the processes of one run of an application, each in a session of its own, with a known
 * environment, as the configured user.
 */
final class Launcher {

  private static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /** What is handed on of the daemon's environment, which may hold secrets. */
  private static final List<String> HANDED_ON = List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ");

  private final ApplicationPlan plan;
  private final ApplicationPlace place;
  private final String runId;
  private final List<String> privileges;
  private final Map<String, String> variables;

  private Launcher(
      ApplicationPlan plan,
      ApplicationPlace place,
      String runId,
      List<String> privileges,
      Map<String, String> variables) {
    this.plan = plan;
    this.place = place;
    this.runId = runId;
    this.privileges = privileges;
    this.variables = variables;
  }

  /**
   * Prepares a run.
   *
   * @throws IOException with one clear line if the user does not exist
   */
  static Launcher prepare(
      ApplicationPlan plan, ApplicationPlace place, String runId, Environment environment)
      throws IOException {
    Map<String, String> variables = new TreeMap<>();
    variables.put("PATH", DEFAULT_PATH);
    for (String name : HANDED_ON) {
      String value = System.getenv(name);
      if (value != null) {
        variables.put(name, value);
      }
    }
    List<String> privileges = privileges(plan.user(), RunGroup.of(runId), variables);
    variables.putAll(environment.variables());
    variables.put(ProcessFamily.MARK, runId);
    return new Launcher(plan, place, runId, privileges, variables);
  }

  String runId() {
    return runId;
  }

  /**
   * What makes a command run as the user, with all the user's groups and the run's (setpriv(1)).
   */
  private static List<String> privileges(String user, RunGroup group, Map<String, String> variables)
      throws IOException {
    if (user.isEmpty()) {
      List<String> own = ProcessTable.status("self", "Groups");
      return group.isUsable() ? List.of("setpriv", "--groups=" + group.with(own), "--") : List.of();
    }
    Account account = Account.find(user);
    variables.putAll(account.variables());
    String groups =
        group.isUsable() ? group.with(account.groups()) : String.join(",", account.groups());
    return List.of(
        "setpriv",
        "--reuid=" + account.userId(),
        "--regid=" + account.groupId(),
        "--groups=" + groups,
        "--");
  }

  /**
   * Starts the application. Its output goes straight to the file: it neither stops when the daemon
   * hangs nor dies of a broken pipe when the daemon does.
   */
  Process start() throws IOException {
    List<String> argv = new ArrayList<>(List.of("setsid", "sh", "-c", RunRecord.WRITE_AND_EXEC));
    argv.addAll(List.of("lockstep", place.recordFile().toString(), runId, ProcessTable.bootId()));
    return launch(argv, plan.start(), Redirect.appendTo(place.logFile().toFile()));
  }

  /** Starts the command that asks whether the application serves. */
  Process check() throws IOException {
    return launch(
        new ArrayList<>(List.of("setsid")),
        plan.check(),
        Redirect.to(place.checkLogFile().toFile()));
  }

  /** Starts the command that stops the application. */
  Process stop(List<String> command) throws IOException {
    return launch(
        new ArrayList<>(List.of("setsid")), command, Redirect.appendTo(place.logFile().toFile()));
  }

  private Process launch(List<String> argv, List<String> command, Redirect output)
      throws IOException {
    Path directory = plan.workingDirectory();
    if (!Files.isDirectory(directory)) {
      throw new IOException("working directory " + directory + " does not exist");
    }
    argv.addAll(privileges);
    argv.addAll(Executables.resolve(command, directory, variables.get("PATH")));
    ProcessBuilder builder =
        new ProcessBuilder(argv)
            .directory(directory.toFile())
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(output)
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(variables);
    return builder.start();
  }
}
