package io.lockstep.control.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that gives prepared answers, the last one again and again, and keeps the requests. */
final class FakeNode implements AutoCloseable {
  private record Answer(int status, String body) {}

  private final HttpServer server;
  private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  FakeNode() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
          requests.add(body.isEmpty() ? request : request + " " + body);
          Answer answer = next(request);
          byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
          try (exchange) {
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
          }
        });
    server.start();
  }

  private Answer next(String request) {
    Deque<Answer> prepared = answers.get(request);
    if (prepared == null) {
      return new Answer(404, "{\"code\":404,\"message\":\"nothing prepared for " + request + "\"}");
    }
    synchronized (prepared) {
      return prepared.size() > 1 ? prepared.pop() : prepared.peek();
    }
  }

  FakeNode answer(String request, int status, String body) {
    answers.computeIfAbsent(request, r -> new ArrayDeque<>()).add(new Answer(status, body));
    return this;
  }

  FakeNode module(String module, String role, String readiness) {
    return answer("GET /api/v1/modules/" + module, 200, status(module, role, readiness));
  }

  static String status(String module, String role, String readiness) {
    return """
    {"module":"%s","node":"alpha","role":"%s","readiness":"%s","reason":"because","mode":"strict",\
    "epoch":7,"epochPrimary":"alpha","mirrored":true,"lastSequence":10,"appliedSequence":10,\
    "peerSequence":10,"peerConnected":true,"peerRole":"SECOND","peerReadiness":"READY",\
    "application":"running","progress":"","mount":"/data","roleSinceMillis":0,"unknown":1}\
    """
        .formatted(module, role, readiness);
  }

  List<String> requests() {
    return requests;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
