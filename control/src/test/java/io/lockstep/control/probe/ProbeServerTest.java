package io.lockstep.control.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.lockstep.control.api.FakeNode;
import io.lockstep.node.config.NodeConfig.Endpoint;
import io.lockstep.node.role.Readiness;
import io.lockstep.node.role.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeServerTest {

  private static FakeNode node;
  private static ProbeServer server;
  private static HttpClient client;

  @BeforeAll
  static void start() throws IOException {
    node = new FakeNode();
    server = ProbeServer.start(new Endpoint("127.0.0.1", 0), node);
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void onlyAReadyPrimaryServes(Role role) throws Exception {
    for (Readiness readiness : Readiness.values()) {
      node.status = () -> FakeNode.status(role, readiness);
      boolean serves = (role == Role.PRIM || role == Role.ALONE) && readiness == Readiness.READY;

      HttpResponse<String> response = send("GET", "/probe/demo");

      assertThat(response.statusCode()).isEqualTo(serves ? 200 : 503);
      assertThat(response.body()).isEqualTo("demo %s %s epoch 7\n".formatted(role, readiness));
    }
  }

  @Test
  void headTellsTheSameWithoutABody() throws Exception {
    node.status = () -> FakeNode.status(Role.ALONE, Readiness.READY);
    HttpResponse<String> response = send("HEAD", "/probe/demo");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValueAsLong("Content-Length")).hasValue(25);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void aModuleThatDoesNotRunYetServesNothing() throws Exception {
    HttpResponse<String> response = send("GET", "/probe/starting");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).isEqualTo("starting is not running yet\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/probe", "/probe/", "/probe/other", "/probe/demo/", "/api/v1/cluster"})
  void thereIsNothingElse(String path) throws Exception {
    assertThat(send("GET", path).statusCode()).isEqualTo(404);
    assertThat(send("POST", path).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"POST", "PUT", "DELETE", "OPTIONS", "TRACE"})
  void itCanOnlyBeAsked(String method) throws Exception {
    assertThat(send(method, "/probe/demo").statusCode()).isEqualTo(405);
  }

  @Test
  void silentAndSlowClientsKeepNobodyOut() throws Exception {
    node.status = () -> FakeNode.status(Role.PRIM, Readiness.READY);
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 60; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        slow.add(socket);
        socket.getOutputStream().write("GET /probe/de".getBytes(StandardCharsets.US_ASCII));
      }
      assertThat(send("GET", "/probe/demo").statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void aPortInUseIsOneClearLine() {
    assertThatIOException()
        .isThrownBy(() -> ProbeServer.start(new Endpoint("127.0.0.1", server.port()), node))
        .withMessageStartingWith("probe: 127.0.0.1:" + server.port() + " is in use");
  }

  @Test
  void anAddressOfAnotherMachineIsOneClearLine() {
    assertThatIOException()
        .isThrownBy(() -> ProbeServer.start(new Endpoint("192.0.2.77", 0), node))
        .withMessage(
            "probe: 192.0.2.77:0 cannot be listened on: expected an address of this machine, found one that is not");
  }

  private static HttpResponse<String> send(String method, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }
}
