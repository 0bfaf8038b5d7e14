package io.lockstep.control.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Scripts of bash(1) that end at the first program that fails. */
final class Shell {
  private static final long LIMIT_SECONDS = 60 + 20L * Length.SECONDS;

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
    // A file, since one who reads from a pipe cannot give up.
    Path said = Files.createTempFile("lockstep-said-", null);
    Process process =
        new ProcessBuilder(command(script, arguments))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(said.toFile())
            .start();
    try {
      boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      String output = Files.readString(said).strip();
      assertThat(ended).as("an end of %s; it said %s", script, output).isTrue();
      assertThat(process.exitValue()).as("%s said: %s", script, output).isZero();
      return output;
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Files.delete(said);
    }
  }
}
