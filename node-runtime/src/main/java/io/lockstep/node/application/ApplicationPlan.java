package io.lockstep.node.application;

import io.lockstep.node.config.NodeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How an application is started, watched and stopped: the one form of both kinds of configuration.
 *
 * @param start the command that starts it
 * @param foreground whether {@code start} runs as long as the application does. If so, {@code
 *     check} is asked until it succeeds once, and then the application is ready. If not, {@code
 *     start} ends with 0 when the application is ready, and {@code check} is asked from then on:
 *     its first failure is the application's
 * @param check empty: nothing is asked
 * @param user who it runs as, empty: the daemon's own user
 */
record ApplicationPlan(
    List<String> start,
    boolean foreground,
    List<String> check,
    long checkIntervalMillis,
    Stop stop,
    String user,
    Path workingDirectory,
    long startTimeoutMillis,
    long stopTimeoutMillis) {

  /** How often a starting application is asked whether it serves. */
  static final long READY_INTERVAL_MILLIS = 100;

  /** How it is asked to end. */
  sealed interface Stop {
    /** A signal to the main process. */
    record BySignal(String name) implements Stop {}

    /** A command that ends with 0 when the application has ended. */
    record ByCommand(List<String> command) implements Stop {}
  }

  static ApplicationPlan of(NodeConfig.Application.Command command) {
    return new ApplicationPlan(
        command.start(),
        true,
        command.ready() == null ? List.of() : command.ready(),
        READY_INTERVAL_MILLIS,
        new Stop.BySignal(command.stopSignal()),
        command.user() == null ? "" : command.user(),
        command.workingDirectory() == null ? Path.of("/") : command.workingDirectory(),
        command.startTimeoutMillis(),
        command.stopTimeoutMillis());
  }

  static ApplicationPlan of(NodeConfig.Application.Scripts scripts) {
    Path check = scripts.directory().resolve("check_prim");
    return new ApplicationPlan(
        script(scripts, "start_prim"),
        false,
        Files.exists(check) ? List.of(check.toString()) : List.of(),
        scripts.checkIntervalMillis(),
        new Stop.ByCommand(script(scripts, "stop_prim")),
        "",
        scripts.directory(),
        scripts.startTimeoutMillis(),
        scripts.stopTimeoutMillis());
  }

  private static List<String> script(NodeConfig.Application.Scripts scripts, String name) {
    return List.of(scripts.directory().resolve(name).toString());
  }
}
