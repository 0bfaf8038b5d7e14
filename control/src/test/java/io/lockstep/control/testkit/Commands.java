package io.lockstep.control.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of the system that do one thing and end. */
public final class Commands {
  private static final long LIMIT_SECONDS = 60;

  private Commands() {}

  /** How a program ended, and what it said on both streams. */
  public record Result(int exitCode, String output) {}

  /** Runs a program. */
  public static Result run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    try {
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException(
            "expected an end within %d s of %s".formatted(LIMIT_SECONDS, command));
      }
      return new Result(process.exitValue(), output);
    } finally {
      process.destroyForcibly();
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
