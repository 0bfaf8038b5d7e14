package io.lockstep.control.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.client.EventQuery;
import io.lockstep.control.client.NodeClient.Event;
import io.lockstep.control.testkit.Namespaces.Node;
import io.lockstep.node.module.ModuleCommand;
import io.lockstep.node.role.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.awaitility.Awaitility;

/**
 * A mirrored pair whose application is an unmodified PostgreSQL that made its data directory on the
 * mount itself, and clients that keep a ledger of what it acknowledged.
 */
public final class PostgresPair {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final PairHarness pair;
  private final Postgres postgres;
  private final Transactions transactions;

  private PostgresPair(PairHarness pair, Postgres postgres, Transactions transactions) {
    this.pair = pair;
    this.postgres = postgres;
    this.transactions = transactions;
  }

  /** Starts everything; returns when alpha is mirrored and clients commit. */
  public static PostgresPair start(HarnessExtension harness, String mode) throws Exception {
    return start(harness, mode, 1, node -> "");
  }

  /**
   * The same.
   *
   * @param answerSeconds how long a client waits for an answer
   * @param moreOfNode further lines of the nodes' configurations
   */
  public static PostgresPair start(
      HarnessExtension harness, String mode, int answerSeconds, Function<Node, String> moreOfNode)
      throws Exception {
    Postgres postgres = Postgres.installed();
    PairHarness pair =
        PairHarness.prepare(
            harness,
            new PairConfig.Settings(mode, postgres::applicationThatInitialises, List.of())
                .with(moreOfNode));
    for (Node node : Node.values()) {
      postgres.admit(pair.config().mount(node));
    }
    pair.startMirrored();
    List<String> hosts =
        List.of(pair.namespaces().apiHost(Node.ALPHA), pair.namespaces().apiHost(Node.BETA));
    Transactions transactions = harness.open(() -> Transactions.start(hosts, 2, answerSeconds));
    PostgresPair started = new PostgresPair(pair, postgres, transactions);
    started.awaitMore(50);
    return started;
  }

  public PairHarness pair() {
    return pair;
  }

  public Transactions transactions() {
    return transactions;
  }

  /** From now on the longest pause is counted anew: returns the time, milliseconds since 1970. */
  public long beginMeasuring() {
    transactions.takeLongestPause();
    return System.currentTimeMillis();
  }

  /** Says for how long no client had an answer while alpha's daemon was away. */
  public void printResumed(String what) {
    List<Event> resumed =
        pair.node(Node.ALPHA).client().events(EventQuery.all().type("daemon.resumed")).events();
    System.out.printf(
        "%s: longest pause %d ms, %s%n",
        what, transactions.takeLongestPause().toMillis(), resumed.getLast().facts());
  }

  /** Says for how long no client had an answer, and what the serving node did meanwhile. */
  public void printPause(String what, Node serving, long sinceMillis) {
    System.out.printf(
        "%s: longest pause %d ms%n", what, transactions.takeLongestPause().toMillis());
    EventQuery query = EventQuery.all().since(Instant.ofEpochMilli(sinceMillis));
    for (Event event : pair.node(serving).client().events(query).events()) {
      System.out.printf(
          "  %6d ms %s %s%n", event.time() - sinceMillis, event.type(), event.facts());
    }
  }

  /** Waits until clients have committed so many more. */
  public void awaitMore(int count) {
    long wanted = transactions.acknowledged() + count;
    Awaitility.await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(transactions.acknowledged()).isGreaterThan(wanted));
  }

  /** Waits until a node is a primary without peer, with its application. */
  public void awaitAlone(Node node) {
    pair.node(node).awaitReady(Role.ALONE, LIMIT);
  }

  /** Waits until a node is mirrored by the other one. */
  public void awaitMirrored(Node primary) {
    pair.node(primary.other()).awaitReady(Role.SECOND, LIMIT);
    pair.node(primary).awaitReady(Role.PRIM, LIMIT);
  }

  /** Hands over to the other node and waits until it serves. */
  public void swap(Node primary) {
    pair.node(primary).command(ModuleCommand.SWAP);
    awaitMirrored(primary.other());
  }

  /** Ends the load; every acknowledged transaction is there, and every index is sound. */
  public void assertNothingLost(Node primary) throws Exception {
    transactions.stop();
    assertThat(transactions.lost()).isEmpty();
    postgres.checkIndexes(pair.namespaces().apiHost(primary));
  }

  /** Both copies are equal, the server standing still, and the pages of the primary are sound. */
  public void assertSoundCopies(Node primary) throws Exception {
    long daemon = pair.daemon(primary).pid();
    List<ProcessHandle> server =
        ProcessHandle.of(pair.node(primary).pid())
            .orElseThrow()
            .descendants()
            .filter(process -> process.pid() != daemon)
            .toList();
    signal("STOP", server);
    try {
      // The secondary acknowledges before it applies.
      Awaitility.await()
          .pollInterval(HarnessExtension.TREE_INTERVAL)
          .atMost(LIMIT)
          .untilAsserted(this::assertEqualTrees);
    } finally {
      signal("CONT", server);
    }
    // The secondary first: a primary that is stopped hands over.
    stop(primary.other());
    stop(primary);
    postgres.checkPages(pair.config().mount(primary));
  }

  private static void signal(String name, List<ProcessHandle> processes) throws Exception {
    for (ProcessHandle process : processes) {
      Commands.run(List.of("kill", "-" + name, Long.toString(process.pid())));
    }
  }

  private void assertEqualTrees() throws Exception {
    Commands.Result result =
        Commands.run(
            List.of(
                "diff",
                "-r",
                "--no-dereference",
                pair.config().mount(Node.ALPHA).toString(),
                pair.config().mount(Node.BETA).toString()));
    assertThat(result.output()).isEmpty();
    assertThat(result.exitCode()).isZero();
  }

  private void stop(Node node) {
    pair.node(node).command(ModuleCommand.STOP);
    pair.node(node).await("STOP", status -> status.role() == Role.STOP, LIMIT);
  }
}
