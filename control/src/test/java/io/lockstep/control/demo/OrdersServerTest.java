package io.lockstep.control.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrdersServerTest {
  @TempDir private Path directory;

  private final HttpClient http = HttpClient.newHttpClient();

  private OrdersServer start() throws IOException {
    return OrdersServer.start(
        directory, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @Test
  void numbersOrdersAndGoesOnAfterARestart() throws Exception {
    try (OrdersServer server = start()) {
      assertThat(place(server, "k1", "one")).isEqualTo("200 {\"number\":1}");
      assertThat(place(server, "k2", "two")).isEqualTo("200 {\"number\":2}");
      assertThat(get(server, "/health")).startsWith("200");
    }
    try (OrdersServer server = start()) {
      assertThat(get(server, "/orders/last")).isEqualTo("200 {\"number\":2}");
      assertThat(place(server, "k3", "three")).isEqualTo("200 {\"number\":3}");
    }
  }

  @Test
  void givesAnOrderThatIsPlacedAgainItsNumberAlsoAfterARestart() throws Exception {
    try (OrdersServer server = start()) {
      assertThat(place(server, "k1", "one")).isEqualTo("200 {\"number\":1}");
      assertThat(place(server, "k1", "one")).isEqualTo("200 {\"number\":1}");
    }
    try (OrdersServer server = start()) {
      assertThat(place(server, "k1", "one")).isEqualTo("200 {\"number\":1}");
    }
    assertThat(OrderFile.read(directory.resolve(OrdersServer.FILE)).orders()).hasSize(1);
  }

  @Test
  void refusesWhatItCannotKeep() throws Exception {
    try (OrdersServer server = start()) {
      assertThat(place(server, "k1", "two\nlines")).startsWith("400");
      assertThat(place(server, "k1", "x".repeat(5000))).startsWith("400");
      assertThat(get(server, "/elsewhere")).startsWith("404");
      assertThat(get(server, "/orders/last")).isEqualTo("200 {\"number\":0}");
    }
  }

  @Test
  void aLoadAcknowledgesOnlyWhatTheServerKeeps() throws Exception {
    try (OrdersServer server = start();
        Ledger ledger = Ledger.create(directory.resolve("ledger.log"))) {
      OrdersLoad.Shop dead = node("alpha", 1);
      OrdersLoad.Shop alive = node("beta", server.port());
      try (OrdersLoad load = OrdersLoad.start(List.of(dead, alive), ledger, 2)) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> load.statistics().snapshot().acknowledged() >= 20);
      }
    }
    List<Order> held = OrderFile.read(directory.resolve(OrdersServer.FILE)).orders();
    List<Order> told = OrderFile.read(directory.resolve("ledger.log")).orders();
    assertThat(told).hasSizeGreaterThanOrEqualTo(20);
    assertThat(LedgerCheck.compare(told, held).isClean()).isTrue();
  }

  private static OrdersLoad.Shop node(String name, int port) {
    return new OrdersLoad.Shop(name, URI.create("http://127.0.0.1:" + port + "/orders"));
  }

  private String place(OrdersServer server, String key, String content) throws Exception {
    return send(
        HttpRequest.newBuilder(uri(server, "/orders"))
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(content))
            .build());
  }

  private String get(OrdersServer server, String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(server, path)).build());
  }

  private String send(HttpRequest request) throws Exception {
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }

  private static URI uri(OrdersServer server, String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
