package io.lockstep.control.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/**
 * The application of the demonstration: a shop that takes orders over HTTP.
 *
 * <ul>
 *   <li>{@code POST /orders} with a header {@code Idempotency-Key} and the order as body (one line
 *       of at most 4000 characters): answers {@code {"number":n}} when it is on disk
 *   <li>{@code GET /orders/last}: the newest number
 *   <li>{@code GET /health}: 200
 * </ul>
 *
 * A write that fails ends the process: what the file then holds is only known by reading it again.
 */
public final class OrdersServer implements AutoCloseable {
  /** Name of the file of orders in its directory. */
  public static final String FILE = "orders.log";

  private static final int MAX_BODY_BYTES = 16_000;

  private final OrderBook book;
  private final HttpServer server;
  private final CompletableFuture<IOException> failure = new CompletableFuture<>();

  private OrdersServer(OrderBook book, HttpServer server) {
    this.book = book;
    this.server = server;
  }

  /** Reads the orders there are, then listens. */
  static OrdersServer start(Path directory, InetSocketAddress address) throws IOException {
    OrderBook book = OrderBook.open(directory.resolve(FILE));
    try {
      OrdersServer orders = new OrdersServer(book, HttpServer.create(address, 0));
      orders.server.createContext("/orders", orders::orders);
      orders.server.createContext("/health", exchange -> answer(exchange, 200, "ok"));
      orders.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      orders.server.start();
      return orders;
    } catch (IOException | RuntimeException e) {
      book.close();
      throw e;
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void orders(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    switch (request) {
      case "POST /orders" -> place(exchange);
      case "GET /orders/last" -> answer(exchange, 200, "{\"number\":" + book.last() + "}");
      default -> answer(exchange, 404, "{\"message\":\"expected POST /orders\"}");
    }
  }

  private void place(HttpExchange exchange) throws IOException {
    String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES);
    String content = new String(body, StandardCharsets.UTF_8);
    if (key == null || !Order.isField(key) || !Order.isField(content)) {
      answer(exchange, 400, "{\"message\":\"expected an Idempotency-Key and one line of text\"}");
      return;
    }
    long number;
    try {
      number = book.place(key, content);
    } catch (IOException e) {
      answer(exchange, 503, "{\"message\":\"the order is not on disk\"}");
      failure.complete(e);
      return;
    }
    answer(exchange, 200, "{\"number\":" + number + "}");
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() throws IOException {
    server.stop(0);
    book.close();
  }

  /** Arguments: the directory of the orders, the host and the port to listen on. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3) {
      System.err.println("expected DIRECTORY HOST PORT");
      System.exit(64);
    }
    // Answers are small: without this each waits for the client's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    InetSocketAddress address = new InetSocketAddress(arguments[1], Integer.parseInt(arguments[2]));
    try (OrdersServer orders = start(Path.of(arguments[0]), address)) {
      System.err.println("orders: " + orders.failure.join());
    }
    System.exit(74);
  }
}
