package io.lockstep.control.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.NodeClient;
import io.lockstep.control.demo.ChildProcess;
import io.lockstep.control.demo.JavaCommand;
import io.lockstep.node.role.Role;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration as real processes, with modules that only pretend. */
class BareDemoTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final JavaCommand JAVA = JavaCommand.ofThisProcess(FakeLockstep.class);

  @TempDir private Path directory;

  @Test
  void describesARunningPairAndEndsAlsoADaemonThatSomebodyElseStarted() throws Exception {
    Path root = directory.resolve("a pair");
    try (ChildProcess demo = start("demo", "--bare", "--dir", root.toString())) {
      Path file = root.resolve("pair.json");
      Awaitility.await().atMost(LIMIT).until(() -> Files.exists(file) || !demo.isAlive());
      assertThat(file).as(log()).exists();
      JsonNode pair = new ObjectMapper().readTree(file.toFile());
      assertThat(probe(pair.path("alpha"))).isEqualTo(200);
      assertThat(probe(pair.path("beta"))).isEqualTo(503);
      assertThat(Path.of(pair.path("alpha").path("mount").asText())).isDirectory();

      end(pair.path("beta").path("pid").asLong());
      String config = pair.path("beta").path("config").asText();
      try (ChildProcess again = start("node", "--config", config)) {
        awaitAnswer(pair.path("beta").path("url").asText());
        assertThat(demo.isAlive()).isTrue();
        demo.stop(LIMIT);

        Awaitility.await().until(() -> !again.isAlive());
      }
      for (String part : List.of("alpha", "beta", "arbiter")) {
        assertThat(ProcessHandle.of(pair.path(part).path("pid").asLong())).as(part).isEmpty();
      }
      assertThat(file).doesNotExist();
      assertThat(root.resolve("alpha/node.yml")).exists();
    }
  }

  @Test
  void endsWhatItBeganWhenItIsToldToEndInTheMiddleOfTheStart() throws Exception {
    Path root = directory.resolve("pair");
    try (ChildProcess demo = start("demo", "--bare", "--dir", root.toString())) {
      Path arbiterLog = root.resolve("arbiter.log");
      Awaitility.await().atMost(LIMIT).until(() -> Files.exists(arbiterLog) || !demo.isAlive());

      demo.stop(LIMIT);

      assertThat(ProcessHandle.allProcesses().filter(p -> mentions(p, root))).isEmpty();
    }
  }

  private ChildProcess start(String... arguments) throws Exception {
    return ChildProcess.start(
        arguments[0],
        JAVA.lockstep(
            List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), List.of(arguments)),
        directory,
        directory.resolve("log"));
  }

  private String log() throws Exception {
    return Files.readString(directory.resolve("log"));
  }

  private static void end(long pid) {
    ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
    assertThat(process.destroyForcibly()).isTrue();
    Awaitility.await().until(() -> !process.isAlive());
  }

  private static int probe(JsonNode node) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI uri = URI.create(node.path("probe").asText());
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode();
    }
  }

  private static void awaitAnswer(String url) {
    try (NodeClient client = new NodeClient(URI.create(url))) {
      Awaitility.await()
          .atMost(LIMIT)
          .ignoreExceptionsInstanceOf(CliFailure.class)
          .until(() -> client.module("demo").role() == Role.SECOND);
    }
  }

  private static boolean mentions(ProcessHandle process, Path path) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"))
          .contains(path.toString());
    } catch (java.io.IOException e) {
      return false;
    }
  }
}
