package io.lockstep.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.control.events.EventStore;
import io.lockstep.node.config.NodeConfig.Endpoint;
import io.lockstep.node.role.Readiness;
import io.lockstep.node.role.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** The real server on a port of its own, in front of a node that is not real, and a client. */
final class RunningApi implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();

  final FakeNode node = new FakeNode();
  final ApiServer server;
  private final EventStore store;
  private final HttpClient client = HttpClient.newHttpClient();

  /** Closes the store too. */
  RunningApi(EventStore store) throws IOException {
    this.store = store;
    this.server = ApiServer.start(new Endpoint("127.0.0.1", 0), node, store);
  }

  /** As if nobody had asked anything before. */
  void reset() {
    node.commands.clear();
    node.status = () -> FakeNode.status(Role.PRIM, Readiness.READY);
  }

  JsonNode ok(String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }

  HttpResponse<String> command(String module, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(uri("/api/v1/modules/" + module + "/commands"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofString());
  }

  URI uri(String path) {
    return uri(server.port(), path);
  }

  static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  static void assertError(HttpResponse<String> response, int code, String message)
      throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(code);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    JsonNode error = JSON.readTree(response.body());
    assertThat(error.path("code").asInt()).isEqualTo(code);
    assertThat(error.path("message").asText()).isEqualTo(message);
    assertThat(error.size()).isEqualTo(2);
  }

  @Override
  public void close() {
    client.close();
    server.close();
    store.close();
  }
}
