package io.lockstep.control.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.control.testkit.Namespaces.Node;
import io.lockstep.control.testkit.PairConfig;
import io.lockstep.control.testkit.PairHarness;
import io.lockstep.node.role.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An application that dies on a healthy pair: restarted there, then handed over, then stopped. */
class ApplicationFailureTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String APPLICATION =
      "{type: command, start: [/bin/sleep, infinity], max-restarts: 1}";

  @RegisterExtension final HarnessExtension harness = new HarnessExtension();

  @Test
  void isRestartedThenHandedOverThenStopped() throws Exception {
    PairHarness pair =
        PairHarness.prepare(
            harness, new PairConfig.Settings("strict", mount -> APPLICATION, List.of()));
    pair.startMirrored();

    long first = awaitApplication(pair, Node.ALPHA, 0);
    kill(first);
    long second = awaitApplication(pair, Node.ALPHA, first);
    pair.node(Node.ALPHA).awaitReady(Role.PRIM, LIMIT);

    kill(second);
    pair.node(Node.BETA).awaitReady(Role.PRIM, LIMIT);
    pair.node(Node.ALPHA).awaitReady(Role.SECOND, LIMIT);
    assertThat(application(pair, Node.ALPHA)).isEmpty();

    long third = awaitApplication(pair, Node.BETA, 0);
    kill(third);
    kill(awaitApplication(pair, Node.BETA, third));
    pair.node(Node.ALPHA).awaitReady(Role.PRIM, LIMIT);

    // More failures than restarts and a hand-over: this node has had enough of it.
    kill(awaitApplication(pair, Node.ALPHA, 0));
    pair.node(Node.ALPHA).await("STOP", status -> status.role() == Role.STOP, LIMIT);
    pair.node(Node.BETA).awaitReady(Role.ALONE, LIMIT);
  }

  private static void kill(long pid) {
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
  }

  private static long awaitApplication(PairHarness pair, Node node, long other) {
    return Awaitility.await()
        .atMost(LIMIT)
        .until(() -> application(pair, node).filter(pid -> pid != other), Optional::isPresent)
        .orElseThrow();
  }

  private static Optional<Long> application(PairHarness pair, Node node) {
    return ProcessHandle.of(pair.node(node).pid())
        .orElseThrow()
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("/sleep"))
        .map(ProcessHandle::pid)
        .findFirst();
  }
}
