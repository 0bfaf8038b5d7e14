package io.lockstep.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lockstep.control.conflicts.ArchiveFixture;
import io.lockstep.control.conflicts.Archives;
import io.lockstep.control.events.EventStore;
import io.lockstep.control.events.NewEvent;
import io.lockstep.node.config.NodeConfig.Endpoint;
import io.lockstep.node.role.Readiness;
import io.lockstep.node.role.Role;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
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

/** The real server on a port of its own, in front of a node that is not real. */
class ApiServerTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;
  private static FakeNode node;
  private static EventStore store;
  private static ApiServer server;
  private static HttpClient client;

  @BeforeAll
  static void start() throws IOException {
    node = new FakeNode();
    store = EventStore.at(folder.resolve("events"), "alpha");
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
    server = ApiServer.start(new Endpoint("127.0.0.1", 0), node, store);
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
    store.close();
  }

  @BeforeEach
  void resetNode() {
    node.commands.clear();
    node.status = () -> FakeNode.status(Role.PRIM, Readiness.READY);
  }

  @Test
  void tellsTheCluster() throws Exception {
    assertThat(ok("/api/v1/cluster")).isEqualTo(fixture("cluster.json"));
  }

  @Test
  void tellsAModule() throws Exception {
    assertThat(ok("/api/v1/modules/demo")).isEqualTo(fixture("module.json"));
  }

  @Test
  void tellsEvents() throws Exception {
    ObjectNode page = (ObjectNode) ok("/api/v1/events?limit=1");

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
    JsonNode page = ok("/api/v1/events" + query);

    assertThat(page.path("events").findValuesAsText("type")).isEqualTo(words(types));
  }

  @Test
  void aCursorThatIsAtTheEndStaysValid() throws Exception {
    JsonNode all = ok("/api/v1/events");
    JsonNode rest = ok("/api/v1/events?after=" + all.path("next").asText());

    assertThat(rest.path("events")).isEmpty();
    assertThat(rest.path("next")).isEqualTo(all.path("next"));
    assertThat(ok("/api/v1/events?actor=nobody").path("next").asText()).isEqualTo("0");
  }

  @Test
  void showsArchivesOfAModule(@TempDir Path directory) throws Exception {
    assertThat(ok("/api/v1/modules/demo/conflicts").path("conflicts")).isEmpty();
    node.archives = new Archives(ArchiveFixture.make(directory).stateDirectory());
    JsonNode list = ok("/api/v1/modules/demo/conflicts");
    assertThat(list.path("conflicts").path(0).path("id").asText()).isEqualTo(ArchiveFixture.ID);
    JsonNode shown = ok("/api/v1/modules/demo/conflicts/" + ArchiveFixture.ID);
    assertThat(shown.path("complete").asBoolean()).isTrue();
    assertThat(shown.path("files").path(0).path("path").asText()).isEqualTo("/note");
    assertThat(shown.path("operations").findValuesAsText("kind"))
        .containsExactly("Create", "Write");
    assertThat(get("/api/v1/modules/demo/conflicts/none").statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/modules/other/conflicts").statusCode()).isEqualTo(404);
  }

  @Test
  void anAcceptedCommandIsOnItsWay() throws Exception {
    HttpResponse<String> response =
        command("demo", "{\"command\":\"force-primary\",\"actor\":\"cli:root\"}");

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.body())
        .isEqualTo("{\"accepted\":true,\"commandId\":\"c-1\",\"message\":\"on its way\"}");
    assertThat(node.commands).containsExactly("force-primary by cli:root");
  }

  @Test
  void aRefusedCommandSaysWhy() throws Exception {
    HttpResponse<String> response = command("demo", "{\"command\":\"swap\"}");

    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(response.body())
        .isEqualTo("{\"accepted\":false,\"commandId\":\"c-1\",\"message\":\"the peer is away\"}");
    assertThat(node.commands).containsExactly("swap by api");
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
    assertError(get(path), code, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"command\":\"dance\"}|command: expected start, stop, restart, swap, force-primary, give-up, verify, verify-heal, found \"dance\"",
        "{\"command\":5}|command: expected start, stop, restart, swap, force-primary, give-up, verify, verify-heal, found a number",
        "{\"command\":{\"a\":1}}|command: expected start, stop, restart, swap, force-primary, give-up, verify, verify-heal, found an object",
        "{\"comand\":\"start\"}|comand: unknown field, did you mean \"command\"?",
        "{\"command\":\"start\",\"force\":true}|force: unknown field, expected one of command, actor",
        "{\"command\":\"start\",\"actor\":7}|actor: expected a text of at most 128 characters on one line, found a number",
        "{\"command\":\"start\",\"actor\":\"a\\nb\"}|actor: expected a text of at most 128 characters on one line, found \"a?b\"",
        "[]|body: expected an object such as {\"command\":\"start\"}, found a list",
        "\"start\"|body: expected an object such as {\"command\":\"start\"}, found \"start\"",
        "{|body: expected JSON such as {\"command\":\"start\"}, found an error at line 1, column 2",
        "{\"command\":\"start\"} x|body: expected JSON such as {\"command\":\"start\"}, found an error at line 1, column 21",
        "{\"command\":\"start\",\"command\":\"stop\"}|body: expected JSON such as {\"command\":\"start\"}, found an error at line 1, column 29",
        "null|expected a body such as {\"command\":\"start\"}, found none",
        "{}|command: expected start, stop, restart, swap, force-primary, give-up, verify, verify-heal, found nothing",
        "''|expected a body such as {\"command\":\"start\"}, found none"
      })
  void aWrongCommandIsRefused(String body, String message) throws Exception {
    assertError(command("demo", body), 400, message);
    assertThat(node.commands).isEmpty();
  }

  @Test
  void aBodyThatIsTooLongIsRefused() throws Exception {
    String body = "{\"command\":\"start\",\"actor\":\"" + "x".repeat(1_000_000) + "\"}";

    HttpResponse<String> response = command("demo", body);

    assertError(response, 413, "body: expected at most 4096 bytes, found more");
    // The connection ends, and a client that kept it would lose its next request.
    assertThat(response.headers().firstValue("Connection")).hasValue("close");
    assertThat(node.commands).isEmpty();
  }

  /** A form of a foreign page can be sent without asking; nothing else of it may be taken. */
  @ParameterizedTest
  @ValueSource(strings = {"rubbish", "text/plain"})
  void anotherContentTypeIsRefused(String type) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/api/v1/modules/demo/commands"))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString("{\"command\":\"start\"}"))
            .build();

    assertError(send(request), 415, "Content-Type: expected application/json");
    assertThat(node.commands).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "PUT", "PATCH", "TRACE"})
  void aWrongMethodIsRefused(String method) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/api/v1/cluster"))
            .method(method, BodyPublishers.noBody())
            .build();
    HttpResponse<String> response = send(request);

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(JSON.readTree(response.body()).path("code").asInt()).isEqualTo(405);
  }

  @Test
  void headIsLikeGetWithoutTheBody() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri("/api/v1/cluster")).HEAD().build();
    HttpResponse<String> response = send(request);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.body()).isEmpty();
  }

  @Test
  void whatNobodyForesawIsToldByAnIdOnly() throws Exception {
    node.status =
        () -> {
          throw new IllegalStateException("a secret");
        };
    HttpResponse<String> response = get("/api/v1/modules/demo");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(JSON.readTree(response.body()).path("message").asText())
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
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
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
    try (ApiServer other = ApiServer.start(new Endpoint("127.0.0.1", 0), node, broken)) {
      HttpResponse<String> events =
          send(HttpRequest.newBuilder(uri(other.port(), "/api/v1/events")).build());
      HttpResponse<String> cluster =
          send(HttpRequest.newBuilder(uri(other.port(), "/api/v1/cluster")).build());

      assertThat(events.statusCode()).isEqualTo(503);
      assertThat(JSON.readTree(events.body()).path("message").asText())
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
    HttpResponse<String> response = get(path);

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
    return JSON.readTree(ApiServerTest.class.getResourceAsStream(name));
  }

  private static JsonNode ok(String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  private static HttpResponse<String> command(String module, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(uri("/api/v1/modules/" + module + "/commands"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofString());
  }

  private static URI uri(String path) {
    return uri(server.port(), path);
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static void assertError(HttpResponse<String> response, int code, String message)
      throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(code);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    JsonNode error = JSON.readTree(response.body());
    assertThat(error.path("code").asInt()).isEqualTo(code);
    assertThat(error.path("message").asText()).isEqualTo(message);
    assertThat(error.size()).isEqualTo(2);
  }
}
