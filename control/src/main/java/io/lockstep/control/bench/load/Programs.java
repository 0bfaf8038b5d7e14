package io.lockstep.control.bench.load;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs of the system. None outlives this: each is killed with what it started when it
 * takes longer than {@link #LIMIT}, and when this is closed. Safe for all threads.
 */
public final class Programs implements AutoCloseable {
  /** So long may one take: a file system that hangs makes an error, no hanging benchmark. */
  static final Duration LIMIT = Duration.ofMinutes(10);

  private static final List<Path> PLACES =
      List.of(Path.of("/usr/bin"), Path.of("/usr/sbin"), Path.of("/bin"), Path.of("/sbin"));
  private static final File ROOT = new File("/");
  private static final int TOLD_CHARACTERS = 300;

  private final Path scratch;
  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Keeps what programs say in a directory.
   *
   * @param scratch not on a target
   */
  public Programs(Path scratch) {
    this.scratch = scratch;
  }

  /** Whether the system has a program. */
  public static boolean has(String name) {
    return PLACES.stream().anyMatch(place -> Files.isExecutable(place.resolve(name)));
  }

  /**
   * Runs a program to its end.
   *
   * @return its standard output
   * @throws IOException if it failed, with the end of what it said
   */
  public String run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(scratch, "program", ".out");
    Path errors = Files.createTempFile(scratch, "program", ".err");
    try {
      Process process =
          start(
              new ProcessBuilder(command)
                  .redirectOutput(output.toFile())
                  .redirectError(errors.toFile()));
      int exitCode = awaitEnd(process);
      String said = Files.readString(output, StandardCharsets.ISO_8859_1);
      if (exitCode != 0) {
        throw failure(command, exitCode, said, Files.readString(errors));
      }
      return said;
    } finally {
      Files.deleteIfExists(output);
      Files.deleteIfExists(errors);
    }
  }

  /** Starts a program, which speaks the language that is parsed here. */
  Process start(ProcessBuilder builder) throws IOException {
    builder.environment().put("LC_ALL", "C");
    // A program of another user may not be able to read where this one was started.
    Process process = builder.directory(ROOT).start();
    running.add(process);
    CompletableFuture<Process> end = process.onExit();
    end.whenComplete((_, _) -> running.remove(process));
    CompletableFuture.delayedExecutor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> kill(process));
    if (closed) {
      kill(process);
    }
    return process;
  }

  private static int awaitEnd(Process process) throws IOException, InterruptedException {
    process.getOutputStream().close();
    return process.waitFor();
  }

  private static IOException failure(
      List<String> command, int exitCode, String output, String errors) {
    String said = (errors.isBlank() ? output : errors).strip();
    return new IOException(
        "%s ended with %d: %s"
            .formatted(
                Path.of(command.getFirst()).getFileName(),
                exitCode,
                said.substring(Math.max(0, said.length() - TOLD_CHARACTERS))));
  }

  private static void kill(Process process) {
    // First, since a child of a process that is dead has another parent.
    List<ProcessHandle> family = process.descendants().toList();
    process.destroyForcibly();
    family.forEach(ProcessHandle::destroyForcibly);
  }

  /** Kills what runs. */
  @Override
  public void close() {
    closed = true;
    running.forEach(Programs::kill);
  }
}
