package io.lockstep.control.arbiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.lockstep.node.config.NodeConfig.Endpoint;
import io.lockstep.node.membership.Claim;
import io.lockstep.node.membership.HttpArbiterClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArbiterServerTest {

  private static final Endpoint ANY_PORT = new Endpoint("127.0.0.1", 0);
  private static final UUID MODULE = UUID.fromString("11111111-2222-3333-4444-555555555555");
  private static final String PATH = "/v1/demo/" + MODULE + "/7";
  private static final String ALPHA =
      "{\"node\":\"alpha\",\"epochId\":\"aaaaaaaa-0000-0000-0000-000000000001\"}";
  private static final String BETA =
      "{\"node\":\"beta\",\"epochId\":\"bbbbbbbb-0000-0000-0000-000000000002\"}";

  @TempDir private Path folder;
  private ArbiterServer server;
  private HttpClient client;

  @BeforeEach
  void start() throws IOException {
    server = ArbiterServer.start(ANY_PORT, folder.resolve("records"));
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void aRecordIsCreatedOnceAndStays() throws Exception {
    assertThat(put(PATH, ALPHA).statusCode()).isEqualTo(201);

    HttpResponse<String> second = put(PATH, BETA);
    assertThat(second.statusCode()).isEqualTo(412);
    assertThat(second.body()).isEqualTo(ALPHA);
    assertThat(get(PATH).statusCode()).isEqualTo(200);
    assertThat(get(PATH).body()).isEqualTo(ALPHA);
  }

  @Test
  void recordsSurviveARestart() throws Exception {
    put(PATH, ALPHA);
    server.close();
    server = ArbiterServer.start(ANY_PORT, folder.resolve("records"));

    assertThat(put(PATH, BETA).body()).isEqualTo(ALPHA);
  }

  @Test
  void clustersModulesAndEpochsAreApart() throws Exception {
    put(PATH, ALPHA);

    assertThat(put("/v1/other/" + MODULE + "/7", BETA).statusCode()).isEqualTo(201);
    assertThat(put("/v1/demo/" + MODULE + "/8", BETA).statusCode()).isEqualTo(201);
    assertThat(put("/v1/demo/" + UUID.randomUUID() + "/7", BETA).statusCode()).isEqualTo(201);
    assertThat(get("/v1/demo/" + MODULE + "/9").statusCode()).isEqualTo(404);
  }

  @Test
  void ofManyAtTheSameTimeExactlyOneWins() throws Exception {
    List<Callable<Integer>> attempts = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String record = i % 2 == 0 ? ALPHA : BETA;
      attempts.add(() -> put(PATH, record).statusCode());
    }
    List<Integer> codes = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      for (Future<Integer> code : threads.invokeAll(attempts)) {
        codes.add(code.get());
      }
    }
    assertThat(codes).containsOnly(201, 412).containsOnlyOnce(201);
  }

  @Test
  void theNodesClientIsGrantedAndDenied() {
    try (HttpArbiterClient node = new HttpArbiterClient(base(), 30_000)) {
      UUID mine = UUID.randomUUID();
      assertThat(node.claim("demo", MODULE, 3, "alpha", mine)).isEqualTo(new Claim.Granted());
      assertThat(node.claim("demo", MODULE, 3, "alpha", mine)).isEqualTo(new Claim.Granted());
      assertThat(node.claim("demo", MODULE, 3, "beta", UUID.randomUUID()))
          .isEqualTo(new Claim.Denied("alpha", mine.toString()));
    }
  }

  @Test
  void aPutThatWouldReplaceIsRefused() throws Exception {
    HttpRequest plain =
        HttpRequest.newBuilder(uri(PATH)).PUT(BodyPublishers.ofString(ALPHA)).build();

    assertError(send(plain), 428, "expected the header If-None-Match: *");
    assertThat(get(PATH).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "null",
        "{\"node\":\"alpha\"}",
        "{\"node\":\"../alpha\",\"epochId\":\"aaaaaaaa-0000-0000-0000-000000000001\"}",
        "{\"node\":\"alpha\",\"epochId\":\"1\"}",
        "{\"node\":\"alpha\",\"epochId\":\"aaaaaaaa-0000-0000-0000-000000000001\",\"more\":1}"
      })
  void aBodyThatIsNoRecordIsRefused(String body) throws Exception {
    assertThat(put(PATH, body).statusCode()).isEqualTo(400);
    assertThat(get(PATH).statusCode()).isEqualTo(404);
  }

  @Test
  void aBodyThatIsTooLongIsRefused() throws Exception {
    assertThat(put(PATH, ALPHA + " ".repeat(4096 - ALPHA.length())).statusCode()).isEqualTo(201);
    assertThat(
            put("/v1/demo/" + MODULE + "/8", ALPHA + " ".repeat(4097 - ALPHA.length()))
                .statusCode())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1",
        "/v1/demo",
        "/v1/demo/1/7",
        "/v1/demo/11111111-2222-3333-4444-555555555555/0",
        "/v1/demo/11111111-2222-3333-4444-555555555555/-1",
        "/v1/demo/11111111-2222-3333-4444-555555555555/07",
        "/v1/demo/11111111-2222-3333-4444-555555555555/9999999999999999999",
        "/v1/.unfinished/11111111-2222-3333-4444-555555555555/7",
        "/v2/demo/11111111-2222-3333-4444-555555555555/7"
      })
  void aPathThatNamesNoRecordIsRefused(String path) throws Exception {
    assertThat(put(path, ALPHA).statusCode()).isEqualTo(404);
    assertError(get(path), 404, "expected /v1/CLUSTER/MODULE-ID/EPOCH");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELETE", "POST", "PATCH"})
  void nothingElseIsPossible(String method) throws Exception {
    put(PATH, ALPHA);
    HttpRequest request =
        HttpRequest.newBuilder(uri(PATH)).method(method, BodyPublishers.ofString(BETA)).build();

    assertThat(send(request).statusCode()).isEqualTo(405);
    assertThat(get(PATH).body()).isEqualTo(ALPHA);
  }

  @Test
  void itTellsThatItIsWell() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(200);
    assertThat(get("/").body()).isEqualTo("lockstep arbiter: ok\n");
  }

  @Test
  void aPortInUseIsOneClearLine() {
    assertThatIOException()
        .isThrownBy(() -> ArbiterServer.start(new Endpoint("127.0.0.1", server.port()), folder))
        .withMessage(
            "arbiter: 127.0.0.1:%d is in use by another program; stop it or choose another port"
                .formatted(server.port()));
  }

  private HttpResponse<String> put(String path, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("If-None-Match", "*")
            .PUT(BodyPublishers.ofString(body))
            .build());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return base().resolve(path);
  }

  private URI base() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  private static void assertError(HttpResponse<String> response, int code, String message) {
    assertThat(response.statusCode()).isEqualTo(code);
    assertThat(response.body())
        .isEqualTo("{\"code\":%d,\"message\":\"%s\"}".formatted(code, message));
  }
}
