package io.lockstep.control.bench.targets;

import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;
import io.lockstep.control.demo.ChildProcess;
import io.lockstep.control.demo.JavaCommand;
import io.lockstep.control.demo.Mounts;
import io.lockstep.control.demo.OwnedResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What targets need to come into being.
 *
 * @param root a directory for all targets, on the file system that is measured
 * @param own ends what was started
 */
record Surroundings(Path root, JavaCommand java, OwnedResources own) {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  Path directory(String name) throws IOException {
    return Files.createDirectories(root.resolve(name));
  }

  /** Starts a process that ends with the run. */
  ChildProcess start(List<String> command) throws Exception {
    return own.open(() -> ChildProcess.start("bench", command, root, log()));
  }

  /** Whatever is mounted below the root is unmounted at the end. */
  void detachAtEnd() throws Exception {
    own.atEnd(() -> Mounts.detachBelow(root));
  }

  /** Runs a command to its end. */
  void run(List<String> command) throws IOException, InterruptedException {
    if (tryToRun(command) != 0) {
      throw failure(String.join(" ", command));
    }
  }

  /** Runs a command to its end; returns its exit code, or another than 0 if it takes too long. */
  int tryToRun(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    if (!process.waitFor(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
    }
    return process.waitFor();
  }

  /** Waits until a process serves. */
  void await(ChildProcess process, Callable<Boolean> ready) throws Exception {
    long begin = System.nanoTime();
    while (!ready.call()) {
      if (!process.isAlive() || System.nanoTime() - begin > START_LIMIT.toNanos()) {
        throw failure("start in time");
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  /**
   * Lets ext4 put new directories of this one far apart: it is slow to use inodes again that were
   * removed just now, and would meet those of the test before. Other file systems refuse the
   * attribute, see chattr(1), and need it not.
   */
  void spread(Path directory) throws IOException, InterruptedException {
    tryToRun(List.of("chattr", "+T", directory.toString()));
  }

  /** A mount is there a moment before it lets anybody in. */
  static boolean isMounted(Path directory) throws IOException {
    return Mounts.below(directory).stream().anyMatch(Mounts.Mount::isFuse) && isWritable(directory);
  }

  private static boolean isWritable(Path directory) {
    try {
      Files.delete(Files.createTempFile(directory, "", ""));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private CliFailure failure(String what) throws IOException {
    List<String> lines = Files.exists(log()) ? Files.readAllLines(log()) : List.of();
    return new CliFailure(
        ExitCode.IO,
        "did not %s: %s".formatted(what, lines.isEmpty() ? "nothing was said" : lines.getLast()));
  }

  private Path log() {
    return root.resolve("bench.log");
  }
}
