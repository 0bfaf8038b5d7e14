package io.lockstep.control.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.control.testkit.Namespaces.Node;
import io.lockstep.control.testkit.PairConfig;
import io.lockstep.control.testkit.PairHarness;
import io.lockstep.control.testkit.Postgres;
import io.lockstep.control.testkit.Transactions;
import io.lockstep.node.module.ModuleCommand;
import io.lockstep.node.role.Role;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * An unmodified PostgreSQL outlives the daemons it runs under; a ledger outside tells what it had
 * promised.
 */
class PostgresFailoverTest {

  private static final int ROUNDS = Integer.getInteger("lockstep.postgres.rounds", 1);
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @RegisterExtension final HarnessExtension harness = new HarnessExtension();

  @Test
  void everyCommittedTransactionSurvivesKilledPrimariesAndSwaps() throws Exception {
    Postgres postgres = Postgres.installed();
    PairHarness pair =
        PairHarness.prepare(
            harness, new PairConfig.Settings("strict", postgres::application, List.of()));
    postgres.initialise(pair.config().mount(Node.ALPHA));
    pair.startMirrored();
    List<String> hosts =
        List.of(pair.namespaces().apiHost(Node.ALPHA), pair.namespaces().apiHost(Node.BETA));
    Transactions transactions = harness.open(() -> Transactions.start(hosts, 2));
    Node primary = Node.ALPHA;
    for (int round = 0; round < ROUNDS; round++) {
      awaitMore(transactions, 50);
      primary = killAndReturn(pair, primary, transactions);
    }
    pair.node(primary).command(ModuleCommand.SWAP);
    pair.node(other(primary)).awaitReady(Role.PRIM, LIMIT);
    awaitMore(transactions, 20);
    transactions.stop();

    assertThat(transactions.lost()).isEmpty();
    postgres.checkIndexes(pair.namespaces().apiHost(other(primary)));
  }

  private static Node killAndReturn(PairHarness pair, Node primary, Transactions transactions)
      throws Exception {
    Node survivor = other(primary);
    pair.node(primary).kill();
    pair.node(survivor).awaitReady(Role.ALONE, LIMIT);
    awaitMore(transactions, 50);
    pair.node(primary).restart();
    pair.node(primary).awaitReady(Role.SECOND, LIMIT);
    pair.node(survivor).awaitReady(Role.PRIM, LIMIT);
    return survivor;
  }

  private static Node other(Node node) {
    return node == Node.ALPHA ? Node.BETA : Node.ALPHA;
  }

  private static void awaitMore(Transactions transactions, int count) {
    long wanted = transactions.acknowledged() + count;
    Awaitility.await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(transactions.acknowledged()).isGreaterThan(wanted));
  }
}
