package io.lockstep.control.pair;

import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.control.testkit.Namespaces.Node;
import io.lockstep.control.testkit.PostgresPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * An unmodified PostgreSQL outlives the daemons it runs under; a ledger outside tells what it had
 * promised. {@code -Dlockstep.postgres.rounds=20} kills as many primaries.
 */
class PostgresFailoverTest {
  private static final int ROUNDS = Integer.getInteger("lockstep.postgres.rounds", 1);

  @RegisterExtension final HarnessExtension harness = new HarnessExtension();

  @Test
  void everyCommittedTransactionSurvivesKilledPrimariesAndSwaps() throws Exception {
    PostgresPair postgres = PostgresPair.start(harness, "strict");
    Node primary = Node.ALPHA;
    for (int round = 1; round <= ROUNDS; round++) {
      postgres.awaitMore(50);
      long killedMillis = postgres.beginMeasuring();
      killAndReturn(postgres, primary);
      primary = primary.other();
      postgres.printPause("round " + round, primary, killedMillis);
    }
    postgres.swap(primary);
    postgres.awaitMore(20);
    postgres.assertNothingLost(primary.other());
    System.out.printf(
        "%d rounds: %d transactions acknowledged, 0 lost%n",
        ROUNDS, postgres.transactions().acknowledged());
    postgres.assertSoundCopies(primary.other());
  }

  private static void killAndReturn(PostgresPair postgres, Node primary) throws Exception {
    postgres.pair().node(primary).kill();
    postgres.awaitAlone(primary.other());
    postgres.awaitMore(50);
    postgres.pair().node(primary).restart();
    postgres.awaitMirrored(primary.other());
  }
}
