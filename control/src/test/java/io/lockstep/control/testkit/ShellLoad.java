package io.lockstep.control.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A shell that works in a directory and ends at the first error: it makes, renames and removes, so
 * that an operation that is done twice or lost shows; it counts its steps in a file there and, once
 * they are done, outside; and it keeps using a file that has no name any more.
 */
public final class ShellLoad implements AutoCloseable {
  private static final String SCRIPT =
      """
      set -euo pipefail
      mkdir "$1/work"; cd "$1/work"
      exec 9<>nameless; rm nameless
      i=0
      while [ ! -e "$2/stop" ]; do
        mkdir made; mv made moved; rmdir moved
        echo "$i" >>log
        echo "$i" >&9
        cp log copy; ln copy linked; mv copy again; rm again linked
        i=$((i + 1)); echo "$i" >"$2/steps.new"; mv "$2/steps.new" "$2/steps"
      done
      [ "$(wc -l </proc/self/fd/9)" = "$i" ]
      [ "$(wc -l <log)" = "$i" ]
      [ "$(ls)" = log ]
      """;

  private final Path outside;
  private final Process process;

  private ShellLoad(Path outside, Process process) {
    this.outside = outside;
    this.process = process;
  }

  /**
   * Begins.
   *
   * @param outside an empty directory that is not replicated
   */
  public static ShellLoad start(Path directory, Path outside) throws IOException {
    Process process =
        new ProcessBuilder("bash", "-c", SCRIPT, "load", directory.toString(), outside.toString())
            .redirectErrorStream(true)
            .redirectOutput(outside.resolve("output").toFile())
            .start();
    return new ShellLoad(outside, process);
  }

  /** How many steps are done, and known to be. */
  public long steps() throws IOException {
    Path file = outside.resolve("steps");
    return Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it had to complain of. */
  public String output() throws IOException {
    return Files.readString(outside.resolve("output"));
  }

  /** Ends it: 0 if everything was as it should be. */
  public int stop() throws IOException, InterruptedException {
    Files.createFile(outside.resolve("stop"));
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the load does not end: " + output());
    }
    return process.exitValue();
  }

  @Override
  public void close() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }

  /** How many steps a copy of the directory knows of. */
  public static long logged(Path directory) throws IOException {
    return Files.readAllLines(directory.resolve("work").resolve("log")).size();
  }
}
