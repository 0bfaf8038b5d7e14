package io.lockstep.control.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.lockstep.control.config.ConfigLoader;
import io.lockstep.control.events.EventQuery;
import io.lockstep.control.events.EventStore;
import io.lockstep.control.events.RecordedEvent;
import io.lockstep.control.testkit.NodeFolder;
import io.lockstep.node.config.NodeConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeDaemonTest {

  @TempDir private Path folder;
  private NodeFolder files;
  private NodeConfig config;

  @BeforeEach
  void configure() throws Exception {
    files = new NodeFolder(folder);
    config = ConfigLoader.load(files.file);
  }

  @Test
  void aNodeAnswersAndTellsItsLife() throws Exception {
    try (NodeDaemon daemon = NodeDaemon.start(config, "1.2.3", new FakeModules())) {
      HttpResponse<String> cluster = get(daemon.apiPort(), "/api/v1/cluster");
      assertThat(cluster.statusCode()).isEqualTo(200);
      assertThat(cluster.body())
          .contains("\"version\":\"1.2.3\"", "\"peer\":{\"name\":\"beta\"", "\"role\":\"ALONE\"");
      assertThat(get(daemon.probePort(), "/probe/demo").statusCode()).isEqualTo(200);
    }
    assertThat(Files.getPosixFilePermissions(files.state))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    try (EventStore store = EventStore.at(files.state.resolve("events"), "alpha")) {
      assertThat(store.query(EventQuery.all(10)))
          .extracting(RecordedEvent::type)
          .containsExactly("node.started", "role.changed", "role.changed", "node.stopped");
    }
  }

  @Test
  void aSecondDaemonIsRefusedAndTheFirstGoesOn() throws Exception {
    try (NodeDaemon first = NodeDaemon.start(config, "1.2.3", new FakeModules())) {
      assertThatIOException()
          .isThrownBy(() -> NodeDaemon.start(config, "1.2.3", new FakeModules()))
          .withMessage(
              "state-directory: another daemon (process %d) uses %s; stop it first"
                  .formatted(ProcessHandle.current().pid(), files.state));
      assertThat(get(first.probePort(), "/probe/demo").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aPortInUseStartsNothing() throws Exception {
    try (ServerSocket taken =
        new ServerSocket(files.probePort, 1, InetAddress.getLoopbackAddress())) {
      assertThat(taken.isBound()).isTrue();
      assertThatIOException()
          .isThrownBy(
              () ->
                  NodeDaemon.start(
                      config,
                      "1.2.3",
                      (_, _) -> {
                        throw new AssertionError("no module may start");
                      }))
          .withMessage(
              "probe: 127.0.0.1:%d is in use by another program; stop it or choose another port"
                  .formatted(files.probePort));
    }
    assertThatEverythingIsFree();
  }

  @Test
  void modulesThatDoNotStartLeaveNothingOpen() throws Exception {
    assertThatIOException()
        .isThrownBy(
            () ->
                NodeDaemon.start(
                    config,
                    "1.2.3",
                    (_, _) -> {
                      throw new IOException("replication: port in use");
                    }))
        .withMessage("replication: port in use");

    assertThatEverythingIsFree();
  }

  @Test
  void whileTheModulesStartTheNodeSaysSo() throws Exception {
    NodeDaemon.start(
            config,
            "1.2.3",
            (given, events) -> {
              assertThat(status(files.probePort, "/probe/demo")).isEqualTo(503);
              assertThat(status(files.apiPort, "/api/v1/modules/demo")).isEqualTo(503);
              assertThat(status(files.apiPort, "/api/v1/cluster")).isEqualTo(200);
              return new FakeModules().start(given, events);
            })
        .close();
  }

  @Test
  void aDamagedDatabaseDoesNotKeepTheNodeFromServing() throws Exception {
    Files.createDirectories(files.state);
    Files.writeString(files.state.resolve("events.mv.db"), "this is no database".repeat(1000));

    try (NodeDaemon daemon = NodeDaemon.start(config, "1.2.3", new FakeModules())) {
      assertThat(get(daemon.probePort(), "/probe/demo").statusCode()).isEqualTo(200);
      assertThat(get(daemon.apiPort(), "/api/v1/cluster").statusCode()).isEqualTo(200);
      assertThat(get(daemon.apiPort(), "/api/v1/events").statusCode()).isEqualTo(503);
    }
    assertThat(files.state.resolve("events.journal"))
        .content()
        .contains("node.started", "node.stopped");
  }

  @Test
  void aStateDirectoryThatCannotBeMadeIsOneClearLine() throws Exception {
    Files.createFile(files.state);

    assertThatIOException()
        .isThrownBy(() -> NodeDaemon.start(config, "1.2.3", new FakeModules()))
        .withMessage(
            "state-directory: expected a directory that can be made and written, found something else is there: "
                + files.state);
  }

  private void assertThatEverythingIsFree() throws IOException {
    NodeDaemon.start(config, "1.2.3", new FakeModules()).close();
  }

  private static int status(int port, String path) {
    try {
      return get(port, path).statusCode();
    } catch (Exception e) {
      throw new AssertionError("no answer at " + path, e);
    }
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
          BodyHandlers.ofString());
    }
  }
}
