package io.lockstep.control.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The orders of a shop: numbers them, and gives an order that is placed again the number it has.
 * Safe for all threads.
 */
final class OrderBook implements AutoCloseable {
  private final OrderFile file;
  private final Map<String, Long> numberOfKey = new HashMap<>();
  private long last;

  private OrderBook(OrderFile file, List<Order> existing) {
    this.file = file;
    for (Order order : existing) {
      numberOfKey.put(order.key(), order.number());
      last = order.number();
    }
  }

  static OrderBook open(Path file) throws IOException {
    List<Order> existing = new ArrayList<>();
    OrderFile opened = OrderFile.open(file, existing);
    return new OrderBook(opened, existing);
  }

  /** Number of the order that has this key; it is on disk. */
  synchronized long place(String key, String content) throws IOException {
    Long known = numberOfKey.get(key);
    if (known != null) {
      return known;
    }
    Order order = new Order(last + 1, key, content);
    file.append(order);
    // Only what is on disk is known.
    last = order.number();
    numberOfKey.put(key, last);
    return last;
  }

  /** Number of the newest order, 0 if there is none. */
  synchronized long last() {
    return last;
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
