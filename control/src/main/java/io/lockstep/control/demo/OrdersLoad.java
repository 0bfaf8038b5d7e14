package io.lockstep.control.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Clients that place orders without pause, one at a time each, at whichever node answers. An order
 * is placed again, with the same key, until a node has acknowledged it; then it is in the ledger
 * before the next one begins.
 */
public final class OrdersLoad implements AutoCloseable {
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(2);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(20);
  private static final Pattern ANSWER = Pattern.compile("\\{\"number\":(\\d{1,18})}");

  private final List<Shop> nodes;
  private final Ledger ledger;
  private final LoadStatistics statistics = new LoadStatistics();
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean stopping;

  /**
   * Where a node's shop is.
   *
   * @param orders where orders are posted to
   */
  public record Shop(String node, URI orders) {}

  private OrdersLoad(List<Shop> nodes, Ledger ledger) {
    this.nodes = List.copyOf(nodes);
    this.ledger = ledger;
  }

  public static OrdersLoad start(List<Shop> nodes, Ledger ledger, int clientCount) {
    OrdersLoad load = new OrdersLoad(nodes, ledger);
    for (int i = 1; i <= clientCount; i++) {
      String customer = "customer-" + i;
      load.clients.add(
          Thread.ofPlatform().name("orders-" + customer).daemon().start(() -> load.run(customer)));
    }
    return load;
  }

  public LoadStatistics statistics() {
    return statistics;
  }

  /** Completes exceptionally when a client cannot go on. */
  public CompletableFuture<Void> failure() {
    return failure;
  }

  private void run(String customer) {
    int preferred = 0;
    try {
      for (int item = 1; !stopping; item++) {
        String content = "{\"customer\":\"%s\",\"item\":%d}".formatted(customer, item);
        preferred = placeUntilAcknowledged(UUID.randomUUID().toString(), content, preferred);
      }
    } catch (IOException | UncheckedIOException e) {
      failure.completeExceptionally(e);
    } catch (InterruptedException e) {
      // The end was asked for in the middle of an order: it is not acknowledged, so not counted.
      Thread.currentThread().interrupt();
    }
  }

  /** Index of the node that acknowledged, or that is to be asked next. */
  private int placeUntilAcknowledged(String key, String content, int preferred)
      throws IOException, InterruptedException {
    int node = preferred;
    long begin = System.nanoTime();
    while (!stopping) {
      OptionalLong number = place(nodes.get(node), key, content);
      if (number.isPresent()) {
        ledger.acknowledged(new Order(number.getAsLong(), key, content));
        statistics.acknowledged(nodes.get(node).node(), System.nanoTime() - begin);
        return node;
      }
      node = (node + 1) % nodes.size();
      LockSupport.parkNanos(BETWEEN_ATTEMPTS.toNanos());
    }
    return node;
  }

  /** One attempt; empty when the node did not acknowledge, whatever it did. */
  private OptionalLong place(Shop node, String key, String content) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(node.orders())
            .timeout(REQUEST_LIMIT)
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(content))
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      Matcher answer = ANSWER.matcher(response.body());
      return response.statusCode() == 200 && answer.matches()
          ? OptionalLong.of(Long.parseLong(answer.group(1)))
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** Lets the orders that are under way end, and returns when no client runs any more. */
  public void stop() throws InterruptedException {
    stopping = true;
    for (Thread client : clients) {
      if (!client.join(REQUEST_LIMIT.plus(REQUEST_LIMIT))) {
        client.interrupt();
        client.join();
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    stop();
    http.close();
  }
}
