package io.lockstep.control.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.client.EventQuery;
import io.lockstep.control.client.NodeClient;
import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.control.testkit.Namespaces.Node;
import io.lockstep.control.testkit.PostgresPair;
import io.lockstep.node.role.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The daemon of the primary is killed again and again under an unmodified PostgreSQL: nobody gets
 * an error, and nothing is lost.
 */
class DaemonResumeTest {
  private static final int ROUNDS = Integer.getInteger("lockstep.resume.rounds", 2);
  private static final int ANSWER_SECONDS = 60;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @RegisterExtension final HarnessExtension harness = new HarnessExtension();

  @Test
  void postgresqlSeesPausesAndNoErrors() throws Exception {
    PostgresPair postgres =
        PostgresPair.start(harness, "strict", ANSWER_SECONDS, node -> "resume-limit: 60s");
    Path pidFile = postgres.pair().config().backing(Node.ALPHA).resolve("pgdata/postmaster.pid");
    String server = Files.readAllLines(pidFile).getFirst();
    for (int round = 1; round <= ROUNDS; round++) {
      postgres.awaitMore(50);
      postgres.beginMeasuring();
      postgres.pair().killDaemon(Node.ALPHA);
      postgres.awaitMore(100);
      awaitResumed(postgres, round);
      postgres.printResumed("round " + round);
    }
    assertThat(postgres.transactions().failures()).as("errors seen by clients").isZero();
    assertThat(Files.readAllLines(pidFile).getFirst()).as("the same server").isEqualTo(server);
    postgres.assertNothingLost(Node.ALPHA);
    postgres.assertSoundCopies(Node.ALPHA);
  }

  private static void awaitResumed(PostgresPair postgres, int times) {
    NodeClient alpha = postgres.pair().node(Node.ALPHA).client();
    Awaitility.await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(alpha.events(EventQuery.all().type("daemon.resumed")).events())
                    .hasSize(times));
    postgres.awaitMirrored(Node.ALPHA);
    assertThat(List.of(Role.PRIM))
        .contains(postgres.pair().node(Node.ALPHA).status().orElseThrow().role());
  }
}
