package io.lockstep.control.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients of a PostgreSQL that commit without pause, each on a connection of its own that is made
 * again, on whichever host serves, when it breaks. Keeps, outside of the database, what was
 * acknowledged: key and amount of every commit that returned. A commit whose answer was lost may or
 * may not be there.
 */
public final class Transactions implements AutoCloseable {
  private static final long BETWEEN_ATTEMPTS_NANOS = 50_000_000;

  private final String url;
  private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();
  private final List<Thread> clients = new ArrayList<>();
  private final AtomicLong lastNanos = new AtomicLong(System.nanoTime());
  private final LongAccumulator longestPauseNanos = new LongAccumulator(Long::max, 0);
  private final AtomicLong failures = new AtomicLong();
  private volatile boolean stopping;

  private Transactions(String url) {
    this.url = url;
  }

  /** Makes the table and starts clients. */
  public static Transactions start(List<String> hosts, int clientCount) throws SQLException {
    return start(hosts, clientCount, 1);
  }

  /** The same with clients that wait so long for an answer before they look for another server. */
  public static Transactions start(List<String> hosts, int clientCount, int answerSeconds)
      throws SQLException {
    List<String> addresses = hosts.stream().map(host -> host + ":" + Postgres.PORT).toList();
    Transactions transactions =
        new Transactions(
            "jdbc:postgresql://"
                + String.join(",", addresses)
                // A host that refused may serve a moment later.
                + "/postgres?user=postgres&hostRecheckSeconds=0"
                + "&connectTimeout=1&socketTimeout=%d&loginTimeout=2".formatted(answerSeconds));
    transactions.createTable();
    for (int i = 1; i <= clientCount; i++) {
      transactions.clients.add(
          Thread.ofPlatform().name("transactions-" + i).daemon().start(transactions::run));
    }
    return transactions;
  }

  private void createTable() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS payment (key text NOT NULL, amount integer NOT NULL)");
      statement.execute("CREATE INDEX IF NOT EXISTS payment_key ON payment (key)");
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(url, new Properties());
  }

  private void run() {
    while (!stopping) {
      try (Connection connection = connect();
          PreparedStatement insert =
              connection.prepareStatement("INSERT INTO payment VALUES (?, ?)")) {
        connection.setAutoCommit(false);
        while (!stopping) {
          commitOne(connection, insert);
        }
      } catch (SQLException e) {
        // The server is away, or not a server any more: the next attempt finds the other one.
        failures.incrementAndGet();
        LockSupport.parkNanos(BETWEEN_ATTEMPTS_NANOS);
      }
    }
  }

  private void commitOne(Connection connection, PreparedStatement insert) throws SQLException {
    String key = UUID.randomUUID().toString();
    int amount = key.hashCode();
    insert.setString(1, key);
    insert.setInt(2, amount);
    insert.executeUpdate();
    connection.commit();
    acknowledged.put(key, amount);
    long now = System.nanoTime();
    longestPauseNanos.accumulate(now - lastNanos.getAndSet(now));
  }

  /** The longest time between two commits since this was last asked. */
  public Duration takeLongestPause() {
    return Duration.ofNanos(longestPauseNanos.getThenReset());
  }

  /** How many commits have returned so far. */
  public long acknowledged() {
    return acknowledged.size();
  }

  /** How many times a client got an error instead of an answer. */
  public long failures() {
    return failures.get();
  }

  /** Returns when no client runs any more. */
  public void stop() throws InterruptedException {
    stopping = true;
    for (Thread client : clients) {
      client.join();
    }
  }

  /**
   * Compares with what the server holds now; clients must have been stopped.
   *
   * @return acknowledged payments that are not there exactly once with their amount
   */
  public List<String> lost() throws SQLException {
    Map<String, List<Integer>> held = new TreeMap<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT key, amount FROM payment")) {
      while (rows.next()) {
        held.computeIfAbsent(rows.getString(1), k -> new ArrayList<>()).add(rows.getInt(2));
      }
    }
    return acknowledged.entrySet().stream()
        .filter(e -> !held.getOrDefault(e.getKey(), List.of()).equals(List.of(e.getValue())))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public void close() throws InterruptedException {
    stop();
  }
}
