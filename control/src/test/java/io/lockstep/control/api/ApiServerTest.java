package io.lockstep.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.control.conflicts.ArchiveFixture;
import io.lockstep.control.conflicts.Archives;
import io.lockstep.control.events.EventStore;
import io.lockstep.control.events.NewEvent;
import io.lockstep.node.config.NodeConfig.Endpoint;
import io.lockstep.node.conflict.ArchiveFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API tells, and how it refuses. */
class ApiServerTest {

  @TempDir private static Path folder;
  private static RunningApi api;

  @BeforeAll
  static void start() throws IOException {
    EventStore store = EventStore.at(folder.resolve("events"), "alpha");
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("role", "PRIM");
    facts.put("readiness", "READY");
    facts.put("millis", 120);
    store.append(
        event(
            "11111111-2222-3333-4444-555555555555",
            1_700_000_000_000L,
            "demo",
            "role.changed",
            facts));
    store.append(
        event(
            "22222222-2222-3333-4444-555555555555",
            1_700_000_060_000L,
            "",
            "node.started",
            Map.of()));
    store.append(
        event(
            "33333333-2222-3333-4444-555555555555",
            System.currentTimeMillis(),
            "demo",
            "disk.full",
            Map.of()));
    api = new RunningApi(store);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void reset() {
    api.reset();
  }

  @Test
  void tellsTheCluster() throws Exception {
    assertThat(api.ok("/api/v1/cluster")).isEqualTo(fixture("cluster.json"));
  }

  @Test
  void tellsAModule() throws Exception {
    assertThat(api.ok("/api/v1/modules/demo")).isEqualTo(fixture("module.json"));
  }

  @Test
  void tellsEvents() throws Exception {
    ObjectNode page = (ObjectNode) api.ok("/api/v1/events?limit=1");

    ObjectNode event = (ObjectNode) page.path("events").get(0);
    assertThat(event.path("hash").asText()).matches("[0-9a-f]{64}");
    event.put("hash", "7e5a8dd3");
    assertThat(page).isEqualTo(fixture("events.json"));
  }

  @ParameterizedTest
  @CsvSource({
    "'',role.changed node.started disk.full",
    "?module=demo,role.changed disk.full",
    "?type=node.*,node.started",
    "?type=disk.full&module=demo,disk.full",
    "?actor=node:alpha,role.changed node.started disk.full",
    "?actor=nobody,''",
    "?since=1h,disk.full",
    "?until=1h,role.changed node.started",
    "?since=2023-11-14T22:13:21Z&until=1h,node.started",
    "?since=2023-11-14T23:13:21%2B01:00&until=1h,node.started",
    "?after=1,node.started disk.full",
    "?after=0&limit=2,role.changed node.started",
    "?order=newest&limit=2,disk.full node.started",
    "?order=newest&after=2,role.changed",
    "?module=&type=&since=,role.changed node.started disk.full"
  })
  void filtersEvents(String query, String types) throws Exception {
    JsonNode page = api.ok("/api/v1/events" + query);

    assertThat(page.path("events").findValuesAsText("type")).isEqualTo(words(types));
  }

  @Test
  void aCursorThatIsAtTheEndStaysValid() throws Exception {
    JsonNode all = api.ok("/api/v1/events");
    JsonNode rest = api.ok("/api/v1/events?after=" + all.path("next").asText());

    assertThat(rest.path("events")).isEmpty();
    assertThat(rest.path("next")).isEqualTo(all.path("next"));
    assertThat(api.ok("/api/v1/events?actor=nobody").path("next").asText()).isEqualTo("0");
  }

  @Test
  void showsArchivesOfAModule(@TempDir Path directory) throws Exception {
    assertThat(api.ok("/api/v1/modules/demo/conflicts").path("conflicts")).isEmpty();
    api.node.archives = new Archives(ArchiveFixture.make(directory).stateDirectory());
    JsonNode list = api.ok("/api/v1/modules/demo/conflicts");
    assertThat(list.path("conflicts").path(0).path("id").asText()).isEqualTo(ArchiveFixture.ID);
    JsonNode shown = api.ok("/api/v1/modules/demo/conflicts/" + ArchiveFixture.ID);
    assertThat(shown.path("complete").asBoolean()).isTrue();
    assertThat(shown.path("files").path(0).path("path").asText()).isEqualTo("/note");
    assertThat(shown.path("operations").findValuesAsText("kind"))
        .containsExactly("Create", "Write");
    assertThat(api.get("/api/v1/modules/demo/conflicts/none").statusCode()).isEqualTo(404);
    assertThat(api.get("/api/v1/modules/other/conflicts").statusCode()).isEqualTo(404);
  }

  @Test
  void aDamagedArchiveIsToldAndHidesNoOther(@TempDir Path directory) throws Exception {
    ArchiveFixture fixture = ArchiveFixture.make(directory);
    ArchiveFiles place = fixture.archive().place();
    api.node.archives = new Archives(fixture.stateDirectory());
    Files.createDirectory(place.directory().resolveSibling("lost+found"));
    JsonNode list = api.ok("/api/v1/modules/demo/conflicts");
    assertThat(list.path("conflicts")).hasSize(1);
    assertThat(list.path("damaged")).hasSize(1);
    Files.write(place.list(), new byte[] {(byte) 0xff, '\n'});
    HttpResponse<String> shown = api.get("/api/v1/modules/demo/conflicts/" + ArchiveFixture.ID);
    assertThat(shown.statusCode()).isEqualTo(503);
    assertThat(shown.body()).contains("files.jsonl: expected checksum");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/v1/nothing|404|nothing at /api/v1/nothing",
        "/nothing|404|nothing at /nothing",
        "/console/secret.txt|404|nothing at /console/secret.txt",
        "/api/v1/modules/other|404|module: expected one of [demo, starting], found \"other\"",
        "/api/v1/modules/starting|503|module starting is not running yet (or no more)",
        "/api/v1/modules/demo/commands|405|GET is not possible at /api/v1/modules/demo/commands",
        "/api/v1/events?limit=0|400|limit: expected a number from 1 to 1000, found \"0\"",
        "/api/v1/events?module=other|404|module: expected one of [demo, starting], found \"other\"",
        "/api/v1/events?modul=demo|400|modul: unknown parameter, did you mean \"module\"?",
        "/api/v1/events?limit=1&limit=2|400|limit: expected one value, found 2",
        "/api/v1/events?limit=many|400|limit: expected a number from 1 to 1000, found \"many\"",
        "/api/v1/events?after=x|400|after: expected a cursor of an earlier answer, found \"x\"",
        "/api/v1/events?order=up|400|order: expected oldest or newest, found \"up\"",
        "/api/v1/events?since=noon|400|since: expected a time such as 2026-03-01T12:00:00Z or an age such as 10m, found \"noon\"",
        "/api/v1/events?until=1|400|until: expected a time such as 2026-03-01T12:00:00Z or an age such as 10m, found \"1\""
      })
  void everyErrorHasTheOneShape(String path, int code, String message) throws Exception {
    RunningApi.assertError(api.get(path), code, message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "PUT", "PATCH", "TRACE"})
  void aWrongMethodIsRefused(String method) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(api.uri("/api/v1/cluster"))
            .method(method, BodyPublishers.noBody())
            .build();
    HttpResponse<String> response = api.send(request);

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(RunningApi.JSON.readTree(response.body()).path("code").asInt()).isEqualTo(405);
  }

  @Test
  void headIsLikeGetWithoutTheBody() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(api.uri("/api/v1/cluster")).HEAD().build();
    HttpResponse<String> response = api.send(request);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.body()).isEmpty();
  }

  @Test
  void whatNobodyForesawIsToldByAnIdOnly() throws Exception {
    api.node.status =
        () -> {
          throw new IllegalStateException("a secret");
        };
    HttpResponse<String> response = api.get("/api/v1/modules/demo");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(RunningApi.JSON.readTree(response.body()).path("message").asText())
        .matches("unexpected error, see the log for id [0-9a-f-]{36}");
    assertThat(response.body()).doesNotContain("secret").doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /%zz HTTP/1.1",
        "NONSENSE",
        "GET /api/v1/modules/a%2Fb HTTP/1.1",
        "GET / HTTP/9.9"
      })
  void aRequestThatIsNoneHasTheSameShape(String line) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port());
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream()) {
      out.write(
          (line + "\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 ").contains("{\"code\":", "\"message\":\"");
      assertThat(answer).doesNotContain("<html>").doesNotContain("Jetty");
    }
  }

  @Test
  void aBrokenEventStoreIsUnavailableAndHurtsNothingElse() throws Exception {
    EventStore broken = EventStore.at(Path.of("/proc/nowhere/events"), "alpha");
    try (ApiServer other = ApiServer.start(new Endpoint("127.0.0.1", 0), api.node, broken)) {
      HttpResponse<String> events =
          api.send(HttpRequest.newBuilder(RunningApi.uri(other.port(), "/api/v1/events")).build());
      HttpResponse<String> cluster =
          api.send(HttpRequest.newBuilder(RunningApi.uri(other.port(), "/api/v1/cluster")).build());

      assertThat(events.statusCode()).isEqualTo(503);
      assertThat(RunningApi.JSON.readTree(events.body()).path("message").asText())
          .startsWith("the event database /proc/nowhere/events failed: ");
      assertThat(cluster.statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/,text/html,<title>Lockstep</title>",
    "/console/console.js,text/javascript,api/v1/cluster",
    "/console/console.css,text/css,color"
  })
  void servesTheStatusPage(String path, String type, String content) throws Exception {
    HttpResponse<String> response = api.get(path);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith(type);
    assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'self'");
    assertThat(response.body()).contains(content).doesNotContain("http://", "https://");
  }

  private static NewEvent event(
      String id, long millis, String module, String type, Map<String, Object> facts) {
    return new NewEvent(UUID.fromString(id), millis, module, type, "node:alpha", 7, facts);
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" "));
  }

  private static JsonNode fixture(String name) throws IOException {
    return RunningApi.JSON.readTree(ApiServerTest.class.getResourceAsStream(name));
  }
}
