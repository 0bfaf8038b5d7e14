package io.lockstep.control.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.concurrent.locks.LockSupport;

/** Makes the directories that are compared, below one directory of one file system. */
final class Targets {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final List<String> NODE_HEAP = List.of("-Xms64m", "-Xmx512m", "-XX:+UseSerialGC");

  private final Path root;
  private final JavaCommand java;
  private final OwnedResources own;

  Targets(Path root, JavaCommand java, OwnedResources own) {
    this.root = root;
    this.java = java;
    this.own = own;
  }

  /**
   * Starts what is behind a target and waits until it can be used.
   *
   * @param name {@code native}, {@code passthrough}, or the mode of a pair
   */
  Target start(String name) throws Exception {
    return switch (name) {
      case Target.NATIVE -> new Target(name, Files.createDirectories(root.resolve(name)));
      case Target.PASSTHROUGH -> passthrough();
      default -> new Target(name, pair(name).mount());
    };
  }

  private Target passthrough() throws Exception {
    Path directory = Files.createDirectories(root.resolve(Target.PASSTHROUGH));
    Path below = Files.createDirectories(root.resolve("passthrough-below"));
    own.atEnd(() -> Mounts.detachBelow(root));
    ChildProcess server =
        start(
            java.of(
                PassthroughServer.class,
                NODE_HEAP,
                List.of(directory.toString(), below.toString())));
    await(
        server,
        () ->
            Mounts.below(directory).stream().anyMatch(Mounts.Mount::isFuse)
                && isWritable(directory));
    return new Target(Target.PASSTHROUGH, directory);
  }

  /** The mount is there a moment before it lets anybody in. */
  private static boolean isWritable(Path directory) {
    try {
      Files.delete(Files.createTempFile(directory, "", ""));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** A mirrored pair; {@code mount} is the primary's replicated directory. */
  record Pair(Path mount, long alphaPid, long betaPid) {}

  Pair pair(String mode) throws Exception {
    Path directory = root.resolve(mode);
    ChildProcess demo =
        start(
            java.lockstep(
                List.of("-Xmx128m", "-XX:+UseSerialGC"),
                List.of("demo", "--bare", "--dir", directory.toString(), "--mode", mode)));
    Path file = directory.resolve("pair.json");
    await(demo, () -> Files.exists(file));
    JsonNode pair = new ObjectMapper().readTree(file.toFile());
    return new Pair(
        Path.of(pair.at("/alpha/mount").asText()),
        pair.at("/alpha/pid").asLong(),
        pair.at("/beta/pid").asLong());
  }

  private ChildProcess start(List<String> command) throws Exception {
    return own.open(() -> ChildProcess.start("bench", command, root, log()));
  }

  private Path log() {
    return root.resolve("bench.log");
  }

  private void await(ChildProcess process, Callable<Boolean> ready) throws Exception {
    long begin = System.nanoTime();
    while (!ready.call()) {
      if (!process.isAlive() || System.nanoTime() - begin > START_LIMIT.toNanos()) {
        throw new CliFailure(ExitCode.IO, "did not start in time: " + lastLine());
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  private String lastLine() throws IOException {
    List<String> lines = Files.readAllLines(log());
    return lines.isEmpty() ? "it said nothing" : lines.getLast();
  }
}
