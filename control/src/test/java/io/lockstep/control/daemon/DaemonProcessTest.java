package io.lockstep.control.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.control.events.EventQuery;
import io.lockstep.control.events.EventStore;
import io.lockstep.control.events.RecordedEvent;
import io.lockstep.control.testkit.NodeFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Daemons as processes of their own: exit codes, standard error, signals. */
class DaemonProcessTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private NodeFolder files;
  private Process process;

  /** The child. */
  public static void main(String[] arguments) {
    System.exit(NodeDaemon.run(Path.of(arguments[0]), "1.2.3", new FakeModules()));
  }

  @BeforeEach
  void configure() throws IOException {
    files = new NodeFolder(folder);
  }

  @AfterEach
  void kill() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  void aWrongConfigurationIsExitCodeTwoAndOneLineEach() throws Exception {
    files.replace("node: alpha", "node: gamma\nprobes: 1");

    assertThat(exitCode(start())).isEqualTo(2);
    assertThat(errors())
        .containsExactly(
            "lockstep: " + files.file + ":3: probes: unknown key, did you mean \"probe\"?");
  }

  @Test
  void aMissingDirectoryIsExitCodeTwo() throws Exception {
    Files.delete(folder.resolve("data"));

    assertThat(exitCode(start())).isEqualTo(2);
    assertThat(errors())
        .containsExactly(
            "lockstep: %s: modules[0].directories[0]: expected an existing directory, found nothing at %s"
                .formatted(files.file, folder.resolve("data")));
  }

  @Test
  void aSignalStopsInOrderAndAKilledDaemonLeavesEverythingUsable() throws Exception {
    start();
    awaitRunning();
    process.destroyForcibly();
    assertThat(exitCode(process)).isEqualTo(137);

    start();
    awaitRunning();
    Process second = startOther();
    assertThat(exitCode(second)).isEqualTo(3);
    assertThat(Files.readAllLines(folder.resolve("other.err")))
        .containsExactly(
            "lockstep: state-directory: another daemon (process %d) uses %s; stop it first"
                .formatted(process.pid(), files.state));

    process.destroy();
    assertThat(exitCode(process)).isZero();
    assertThat(String.join("\n", errors())).doesNotContain("\tat ");
    try (EventStore store = EventStore.at(files.state.resolve("events"), "alpha")) {
      assertThat(store.verifyChain()).isEmpty();
      assertThat(store.query(EventQuery.all(10)))
          .extracting(RecordedEvent::type)
          .containsExactly(
              "node.started",
              "role.changed",
              "node.started",
              "role.changed",
              "role.changed",
              "node.stopped");
    }
  }

  private Process start() throws IOException {
    process = launch(folder.resolve("daemon.err"));
    return process;
  }

  private Process startOther() throws IOException {
    return launch(folder.resolve("other.err"));
  }

  private Process launch(Path errors) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            DaemonProcessTest.class.getName(),
            files.file.toString())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(errors.toFile())
        .start();
  }

  private List<String> errors() throws IOException {
    return Files.readAllLines(folder.resolve("daemon.err"));
  }

  private static int exitCode(Process process) throws InterruptedException {
    assertThat(process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    return process.exitValue();
  }

  private void awaitRunning() {
    await().atMost(LIMIT).until(() -> log().contains("node alpha of cluster demo runs"));
    await().atMost(LIMIT).until(() -> answers(files.probePort));
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("daemon.err"));
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
