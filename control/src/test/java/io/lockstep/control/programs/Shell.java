package io.lockstep.control.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.testkit.Commands;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Scripts of bash(1) that end at the first program that fails. */
final class Shell {
  private static final Duration LIMIT = Duration.ofSeconds(60 + 20L * Length.SECONDS);

  private Shell() {}

  /** The command line of a script; its arguments are {@code $1} and so on. */
  static List<String> command(String script, Object... arguments) {
    List<String> command =
        new ArrayList<>(List.of("bash", "-euo", "pipefail", "-c", script, "script"));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }

  /** Runs a script that must succeed, and returns what it said on both streams. */
  static String run(Path directory, String script, Object... arguments)
      throws IOException, InterruptedException {
    Commands.Result result = Commands.run(command(script, arguments), directory, LIMIT);
    assertThat(result.exitCode()).as("%s said: %s", script, result.output()).isZero();
    return result.output();
  }
}
