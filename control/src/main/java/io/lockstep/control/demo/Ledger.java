package io.lockstep.control.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client was told, kept where no failover can touch it: every acknowledged order, on disk
 * before the client goes on. Safe for all threads.
 */
public final class Ledger implements AutoCloseable {
  private final OrderFile file;
  private final List<Order> acknowledged = new ArrayList<>();

  private Ledger(OrderFile file) {
    this.file = file;
  }

  /** Begins a new ledger. */
  public static Ledger create(Path path) throws IOException {
    List<Order> existing = new ArrayList<>();
    OrderFile file = OrderFile.open(path, existing);
    if (!existing.isEmpty()) {
      file.close();
      throw new IOException("expected no ledger, found one at " + path);
    }
    return new Ledger(file);
  }

  public synchronized void acknowledged(Order order) throws IOException {
    file.append(order);
    acknowledged.add(order);
  }

  /** All orders that were acknowledged so far. */
  public synchronized List<Order> orders() {
    return List.copyOf(acknowledged);
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
