package io.lockstep.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpArbiterClientTest {

  private static final UUID MODULE = new UUID(1, 2);
  private static final UUID MINE = new UUID(3, 4);
  private static final UUID THEIRS = new UUID(5, 6);
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  @TempDir Path directory;

  @AfterEach
  void close() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  @Test
  void theFirstIsGrantedAndTheOtherDenied() throws IOException {
    ArbiterClient client = client(arbiter(), 5000);
    assertThat(client.claim("prod", MODULE, 7, "alpha", MINE)).isEqualTo(new Claim.Granted());
    assertThat(client.claim("prod", MODULE, 7, "beta", THEIRS))
        .isEqualTo(new Claim.Denied("alpha", MINE.toString()));
    assertThat(client.claim("prod", MODULE, 8, "beta", THEIRS)).isEqualTo(new Claim.Granted());
  }

  @Test
  void aLookAsksForNothing() throws IOException {
    ArbiterClient client = client(arbiter(), 5000);
    assertThat(client.look("prod")).isEmpty();
    assertThat(client.claim("prod", new UUID(0, 0), 1, "alpha", MINE))
        .isEqualTo(new Claim.Granted());
    ArbiterClient nobody = client(URI.create("http://127.0.0.1:1"), 5000);
    assertThat(nobody.look("prod").orElseThrow()).startsWith("arbiter http://127.0.0.1:1: ");
  }

  @Test
  void aClaimWhoseAnswerWasLostIsGrantedAgain() throws IOException {
    ArbiterClient client = client(arbiter(), 5000);
    client.claim("prod", MODULE, 7, "alpha", MINE);
    assertThat(client.claim("prod", MODULE, 7, "alpha", MINE)).isEqualTo(new Claim.Granted());
    assertThat(client.claim("prod", MODULE, 7, "alpha", THEIRS))
        .as("another epoch of the same node")
        .isEqualTo(new Claim.Denied("alpha", MINE.toString()));
  }

  @Test
  void aResetConnectionIsTriedOnceMore() throws IOException {
    AtomicInteger connections = new AtomicInteger();
    ArbiterClient client =
        client(
            raw(
                socket -> {
                  if (connections.incrementAndGet() == 1) {
                    socket.setSoLinger(true, 0);
                    socket.close();
                  } else {
                    answer(socket, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
                  }
                }),
            5000);
    assertThat(client.claim("prod", MODULE, 7, "alpha", MINE)).isEqualTo(new Claim.Granted());
    assertThat(connections).hasValue(2);
  }

  @Test
  void otherAnswersGrantNothing() throws IOException {
    for (String status : new String[] {"200 OK", "204 No", "302 Found", "404 No", "500 Oops"}) {
      String head = "HTTP/1.1 " + status + "\r\nLocation: /\r\nContent-Length: 0\r\n\r\n";
      assertUnknown(head, "expected 201 or 412, found status " + status.substring(0, 3));
    }
  }

  @Test
  void garbageGrantsNothing() throws IOException {
    assertUnknown("SSH-2.0-nothing\r\n\r\n", "arbiter http://");
    assertUnknown(
        "HTTP/1.1 412 No\r\nContent-Length: 5\r\n\r\nhello", "what it says cannot be read");
    assertUnknown("HTTP/1.1 412 No\r\nContent-Length: 5\r\n\r\nhel", "arbiter http://");
  }

  @Test
  void anEndlessBodyGrantsNothing() throws IOException {
    String body = "x".repeat(5000);
    assertUnknown("HTTP/1.1 412 No\r\nContent-Length: 5000\r\n\r\n" + body, "arbiter http://");
  }

  @Test
  void silenceGrantsNothing() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    opened.push(over::countDown);
    ArbiterClient silent = client(raw(_ -> over.await()), 200);
    assertThat(silent.claim("prod", MODULE, 7, "alpha", MINE))
        .isInstanceOfSatisfying(
            Claim.Unknown.class,
            unknown -> assertThat(unknown.why()).endsWith("no answer within 200 ms"));
  }

  @Test
  void aBodyThatNeverEndsGrantsNothing() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    opened.push(over::countDown);
    ArbiterClient stuck =
        client(
            raw(
                socket -> {
                  write(socket, "HTTP/1.1 412 No\r\nContent-Length: 90\r\n\r\n{\"node\"");
                  over.await();
                }),
            300);
    assertThat(stuck.claim("prod", MODULE, 7, "alpha", MINE))
        .isInstanceOfSatisfying(
            Claim.Unknown.class,
            unknown -> assertThat(unknown.why()).endsWith("no answer within 300 ms"));
  }

  @Test
  void nobodyThereGrantsNothing() throws IOException {
    int port;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }
    ArbiterClient client = client(URI.create("http://127.0.0.1:" + port), 1000);
    assertThat(client.claim("prod", MODULE, 7, "alpha", MINE)).isInstanceOf(Claim.Unknown.class);
  }

  @Test
  void withoutAnArbiterAHumanDecides() {
    try (ArbiterClient manual = new ManualArbiter()) {
      assertThat(manual.claim("prod", MODULE, 7, "alpha", MINE))
          .isEqualTo(new Claim.Unknown("no arbiter is configured: a human decides"));
    }
  }

  private void assertUnknown(String response, String why) throws IOException {
    ArbiterClient client = client(raw(socket -> answer(socket, response)), 3000);
    assertThat(client.claim("prod", MODULE, 7, "alpha", MINE))
        .as(response.lines().findFirst().orElseThrow())
        .isInstanceOfSatisfying(
            Claim.Unknown.class, unknown -> assertThat(unknown.why()).contains(why));
  }

  private ArbiterClient client(URI uri, long timeoutMillis) {
    HttpArbiterClient client = new HttpArbiterClient(uri, timeoutMillis);
    opened.push(client);
    return client;
  }

  /** A server as an arbiter is: the store behind HTTP. */
  private URI arbiter() throws IOException {
    ArbiterStore store = ArbiterStore.open(directory);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
    server.createContext("/arbiter/v1/", exchange -> serve(exchange, store));
    server.start();
    opened.push(() -> server.stop(0));
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/arbiter/");
  }

  private static void serve(HttpExchange exchange, ArbiterStore store) throws IOException {
    if (exchange.getRequestMethod().equals("GET")) {
      exchange.sendResponseHeaders(404, -1);
      exchange.close();
      return;
    }
    assertThat(exchange.getRequestMethod()).isEqualTo("PUT");
    assertThat(exchange.getRequestHeaders().getFirst("If-None-Match")).isEqualTo("*");
    String[] path = exchange.getRequestURI().getPath().split("/");
    ArbiterRecord wanted =
        ArbiterRecord.parse(exchange.getRequestBody().readAllBytes()).orElseThrow();
    var creation = store.create(path[3], UUID.fromString(path[4]), Long.parseLong(path[5]), wanted);
    byte[] body =
        switch (creation) {
          case ArbiterStore.Creation.Created() -> new byte[0];
          case ArbiterStore.Creation.Exists(ArbiterRecord holder) ->
              holder.toJson().getBytes(StandardCharsets.UTF_8);
        };
    exchange.sendResponseHeaders(body.length == 0 ? 201 : 412, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private interface Conversation {
    void with(Socket socket) throws Exception;
  }

  /** A server that does what an HTTP library would not. */
  private URI raw(Conversation conversation) throws IOException {
    ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    opened.push(server);
    Thread.ofVirtual().start(() -> accept(server, conversation));
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  private static void accept(ServerSocket server, Conversation conversation) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> talk(socket, conversation));
      } catch (IOException e) {
        return; // The test is over.
      }
    }
  }

  private static void talk(Socket socket, Conversation conversation) {
    try (socket) {
      conversation.with(socket);
    } catch (Exception e) {
      // The client has gone.
    }
  }

  private static void answer(Socket socket, String response) throws IOException {
    write(socket, response);
    socket.shutdownOutput();
    socket.getInputStream().readAllBytes();
  }

  private static void write(Socket socket, String response) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(response.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }
}
