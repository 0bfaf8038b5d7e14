package io.lockstep.node.guardian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.shelter.Guarded;
import io.lockstep.node.shelter.Shelter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guardian and its daemon as real processes. */
class GuardianTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private Process guardian;

  /** Parks a file without a name in its first life, and reads it in its next one. */
  static final class Daemon {
    private Daemon() {}

    public static void main(String[] arguments) throws Exception {
      Path directory = Path.of(arguments[0]);
      Guarded guarded = Guarded.attach();
      guarded.policy(true, 60_000);
      Map<String, Shelter.Parked> parked = guarded.take("file/");
      String words = "first";
      if (parked.isEmpty()) {
        Path file = Files.writeString(directory.resolve("gone"), "kept alive");
        int fd = Descriptors.open(PathBytes.of(file), OpenFlags.O_RDONLY, 0);
        Files.delete(file);
        guarded.park("file/1", fd, List.of("one", "two"));
        guarded.park("file/2", fd, List.of());
        guarded.unpark("file/2");
        guarded.note("file/1", List.of("three"));
      } else {
        Shelter.Parked one = parked.get("file/1");
        words =
            parked.keySet()
                + " "
                + one.words()
                + " "
                + Files.readString(Path.of("/proc/self/fd/" + one.descriptor()));
      }
      guarded.settled();
      Path file = directory.resolve("new");
      Files.writeString(file, ProcessHandle.current().pid() + "\n" + guarded.port() + "\n" + words);
      Files.move(file, directory.resolve("daemon"), StandardCopyOption.ATOMIC_MOVE);
      new CountDownLatch(1).await();
    }
  }

  private List<String> start() throws Exception {
    guardian = start(java(Daemon.class, List.of(directory.toString())));
    return awaitDaemon("");
  }

  private Process start(List<String> daemon) throws IOException {
    List<String> command = java(Guardian.class, List.of("--"));
    command.addAll(daemon);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output").toFile())
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
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(arguments);
    return command;
  }

  private List<String> awaitDaemon(String otherThan) throws IOException {
    Path file = directory.resolve("daemon");
    await()
        .atMost(LIMIT)
        .until(() -> Files.exists(file) && !Files.readAllLines(file).getFirst().equals(otherThan));
    return Files.readAllLines(file);
  }

  private static ProcessHandle process(List<String> daemon) {
    return ProcessHandle.of(Long.parseLong(daemon.getFirst())).orElseThrow();
  }

  private static boolean answers(List<String> daemon) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", Integer.parseInt(daemon.get(1))), 1000);
      return true;
    } catch (java.net.ConnectException e) {
      return false;
    }
  }

  @AfterEach
  void end() throws Exception {
    guardian.destroyForcibly().waitFor();
  }

  @Test
  void whatIsParkedOutlivesTheDaemon() throws Exception {
    List<String> first = start();
    process(first).destroyForcibly();
    List<String> second = awaitDaemon(first.getFirst());
    assertThat(second.get(2)).isEqualTo("[file/1] [three] kept alive");
    assertThat(second.get(1)).as("the guardian's port").isEqualTo(first.get(1));
    assertThat(answers(second)).isTrue();
  }

  @Test
  void theDaemonDiesWithItsGuardian() throws Exception {
    List<String> daemon = start();
    ProcessHandle process = process(daemon);
    guardian.destroyForcibly().waitFor();
    await().atMost(LIMIT).until(() -> !process.isAlive());
    assertThat(answers(daemon)).isFalse();
  }

  @Test
  void aSignalIsPassedOnAndTheExitCodeComesBack() throws Exception {
    List<String> daemon = start();
    ProcessHandle process = process(daemon);
    guardian.destroy();
    assertThat(guardian.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(guardian.exitValue()).as("of a JVM that SIGTERM has ended").isEqualTo(143);
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void aDaemonThatEndsByItselfIsNotStartedAgain() throws Exception {
    guardian = start(List.of("/bin/sh", "-c", "echo once; exit 7"));
    assertThat(guardian.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(guardian.exitValue()).isEqualTo(7);
    assertThat(Files.readString(directory.resolve("output"))).isEqualTo("once\n");
  }

  @Test
  void nothingButTheConnectionIsInherited() throws Exception {
    guardian = start(List.of("/bin/sh", "-c", "ls /proc/self/fd | tr '\\n' ' '"));
    assertThat(guardian.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    // The fifth is the directory that is being listed.
    assertThat(Files.readString(directory.resolve("output"))).isEqualTo("0 1 2 3 4 ");
  }
}
