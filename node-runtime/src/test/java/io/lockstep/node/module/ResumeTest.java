package io.lockstep.node.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.node.capture.CapturedDirectories;
import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.guardian.Guardian;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An application over a daemon that is killed with SIGKILL again and again. */
class ResumeTest {

  private static final int ROUNDS = Integer.getInteger("lockstep.resume.rounds", 2);
  private static final long SEED = Long.getLong("lockstep.resume.seed", System.nanoTime());
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int THREADS = 4;

  private Path base;
  private Path progress;
  private Process guardian;
  private Process load;

  @BeforeEach
  void prepare() throws IOException {
    base = Files.createTempDirectory("lockstep-resume");
    progress = Files.createDirectory(base.resolve("progress"));
    for (String directory : List.of("data", "state", "state/journal", "state/backing")) {
      Files.createDirectories(base.resolve(directory));
    }
  }

  @AfterEach
  void end() throws Exception {
    for (Process process : new Process[] {guardian, load}) {
      if (process != null) {
        process.destroyForcibly().waitFor();
      }
    }
    CapturedDirectories.detach(base.resolve("data"), base.resolve("state/backing/0"));
    try (var paths = Files.walk(base)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void anApplicationSeesPausesAndNoErrors(Mode mode) throws Exception {
    System.out.println("seed " + SEED);
    guardian =
        start(
            "guardian",
            java(
                Guardian.class,
                join(List.of("--"), java(ResumingDaemon.class, List.of("" + base, "" + mode)))));
    String daemon = awaitDaemon("");
    load =
        start(
            "load",
            java(
                ResumeLoad.class,
                List.of("" + base.resolve("data"), "" + THREADS, "" + SEED, "" + progress)));
    awaitSteps(200);
    for (int round = 0; round < ROUNDS; round++) {
      long began = System.nanoTime();
      kill(daemon);
      daemon = awaitDaemon(daemon);
      System.out.printf(
          "%s: served again after %d ms%n",
          mode, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
      assertThat(daemon).as(output()).endsWith("resumed");
      awaitSteps(300);
    }
    Files.createFile(progress.resolve("stop"));
    assertThat(load.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(output()).isTrue();
    assertThat(load.exitValue()).as(output()).isZero();
    guardian.destroy();
    assertThat(guardian.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).as(output()).isTrue();
    assertThat(CapturedDirectories.isMountedOn(base.resolve("data"))).isFalse();
  }

  private static void kill(String daemon) {
    ProcessHandle.of(Long.parseLong(daemon.split(" ")[0])).orElseThrow().destroyForcibly();
  }

  private String awaitDaemon(String other) {
    Path pid = base.resolve("pid");
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .atMost(LIMIT)
        .until(() -> Files.exists(pid) && !Files.readString(pid).equals(other));
    try {
      return Files.readString(pid);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Waits until every thread of the load has gone on by so many steps, or it has failed. */
  private void awaitSteps(int more) throws IOException {
    List<Long> before = steps();
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              if (!load.isAlive()) {
                return true;
              }
              List<Long> now = steps();
              for (int i = 0; i < THREADS; i++) {
                if (now.get(i) < before.get(i) + more) {
                  return false;
                }
              }
              return true;
            });
    assertThat(load.isAlive()).as(output()).isTrue();
  }

  private List<Long> steps() throws IOException {
    List<Long> steps = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Path file = progress.resolve("steps." + i);
      String text = Files.exists(file) ? Files.readString(file) : "";
      steps.add(text.isEmpty() ? 0 : Long.parseLong(text));
    }
    return steps;
  }

  private String output() throws IOException {
    StringBuilder all = new StringBuilder("seed " + SEED);
    for (String name : List.of("guardian", "load")) {
      Path file = base.resolve(name + ".out");
      all.append("\n--- ").append(name).append('\n');
      all.append(Files.exists(file) ? Files.readString(file) : "");
    }
    return all.toString();
  }

  private Process start(String name, List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(base.resolve(name + ".out").toFile())
        .start();
  }

  private static List<String> java(Class<?> main, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m"));
    command.addAll(
        java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(option -> option.startsWith("--add-") || option.startsWith("--sun-misc"))
            .toList());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return command;
  }

  private static List<String> join(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
