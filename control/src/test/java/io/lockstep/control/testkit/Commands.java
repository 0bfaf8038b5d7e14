package io.lockstep.control.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of the system that do one thing and end. */
public final class Commands {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Path HERE = Path.of("").toAbsolutePath();

  private Commands() {}

  /** How a program ended, and what it said on both streams. */
  public record Result(int exitCode, String output) {}

  /** Runs a program. */
  public static Result run(List<String> command) throws IOException, InterruptedException {
    return run(command, HERE, LIMIT);
  }

  /**
   * Runs a program in a directory.
   *
   * @throws IOException if it did not end in time, with what it had said
   */
  public static Result run(List<String> command, Path directory, Duration limit)
      throws IOException, InterruptedException {
    // To a file: whoever reads from a pipe cannot give up.
    Path said = Files.createTempFile("lockstep-said-", null);
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(said.toFile())
            .start();
    try {
      boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      String output = Files.readString(said).strip();
      if (!ended) {
        throw new IOException(
            "expected an end within %d s of %s, which said %s"
                .formatted(limit.toSeconds(), command, output));
      }
      return new Result(process.exitValue(), output);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      Files.delete(said);
    }
  }

  /** Runs a program that must succeed, and returns what it said. */
  public static String require(List<String> command) throws IOException, InterruptedException {
    Result result = run(command);
    if (result.exitCode() != 0) {
      throw new IOException(
          "expected exit code 0, found %d of %s: %s"
              .formatted(result.exitCode(), String.join(" ", command), result.output()));
    }
    return result.output();
  }

  /** Runs a program that must succeed, given as words without blanks in them. */
  public static String require(String command) throws IOException, InterruptedException {
    return require(List.of(command.split(" ")));
  }
}
