package io.lockstep.control.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Scripts of bash(1) that end at the first program that fails. */
final class Shell {
  private static final long LIMIT_SECONDS = 60 + 20L * Length.SECONDS;

  private Shell() {}

  /** The command line of a script; its arguments are {@code $1} and so on. */
  static List<String> command(String script, Object... arguments) {
    List<String> command =
        new java.util.ArrayList<>(List.of("bash", "-euo", "pipefail", "-c", script, "script"));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return command;
  }

  /** Runs a script that must succeed, and returns what it said on both streams. */
  static String run(Path directory, String script, Object... arguments)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command(script, arguments))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    try {
      String output = new String(process.getInputStream().readAllBytes()).strip();
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
          .as("an end of %s; it said %s", script, output)
          .isTrue();
      assertThat(process.exitValue()).as("%s said: %s", script, output).isZero();
      return output;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
