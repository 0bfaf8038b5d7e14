package io.lockstep.control.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.demo.TemporaryDirectory;
import io.lockstep.control.testkit.Commands;
import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.control.testkit.Namespaces.Node;
import io.lockstep.control.testkit.PairConfig;
import io.lockstep.control.testkit.PairHarness;
import io.lockstep.control.testkit.ShellLoad;
import io.lockstep.node.capture.CapturedDirectories;
import io.lockstep.node.role.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of a node whose daemon is killed while its guardian lives. */
class DaemonCrashTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @RegisterExtension final HarnessExtension harness = new HarnessExtension();

  private PairHarness pair;
  private ShellLoad load;

  private void start(Function<Node, String> moreOfNode) throws Exception {
    pair = PairHarness.prepare(harness, PairConfig.Settings.bare("strict").with(moreOfNode));
    pair.startMirrored();
    Path outside = harness.open(() -> TemporaryDirectory.create("lockstep-load-")).path();
    load = harness.open(() -> ShellLoad.start(pair.config().mount(Node.ALPHA), outside));
    awaitSteps(20);
  }

  private void awaitSteps(int more) throws Exception {
    long wanted = load.steps() + more;
    Awaitility.await().atMost(LIMIT).until(() -> !load.isAlive() || load.steps() >= wanted);
    assertThat(load.isAlive()).as("alive; %s", load.output()).isTrue();
  }

  private void awaitMirrored(Node primary) {
    pair.node(primary.other()).awaitReady(Role.SECOND, LIMIT);
    pair.node(primary).awaitReady(Role.PRIM, LIMIT);
  }

  @Test
  void whicheverDaemonIsKilledTheApplicationGoesOn() throws Exception {
    start(node -> "resume-limit: 60s");
    pair.killDaemon(Node.ALPHA);
    awaitSteps(20);
    awaitMirrored(Node.ALPHA);
    pair.killDaemon(Node.BETA);
    awaitSteps(20);
    awaitMirrored(Node.ALPHA);
    pair.killDaemon(Node.ALPHA);
    awaitSteps(20);
    awaitMirrored(Node.ALPHA);
    assertThat(load.stop()).as(load.output()).isZero();
    Awaitility.await()
        .pollInterval(HarnessExtension.TREE_INTERVAL)
        .atMost(LIMIT)
        .untilAsserted(this::assertEqualTrees);
  }

  private void assertEqualTrees() throws Exception {
    Commands.Result result =
        Commands.run(
            List.of(
                "diff",
                "-r",
                pair.config().mount(Node.ALPHA).toString(),
                pair.config().mount(Node.BETA).toString()));
    assertThat(result.output()).isEmpty();
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void thePeerTakesOverAtOnceWhereThatIsWished() throws Exception {
    start(node -> "on-daemon-crash: failover");
    pair.killDaemon(Node.ALPHA);
    pair.node(Node.BETA).awaitReady(Role.ALONE, LIMIT);
    assertGone();
  }

  @Test
  void thePeerTakesOverWhenTheDaemonDoesNotComeBack() throws Exception {
    start(node -> "resume-limit: 2s");
    Path config = pair.config().file(Node.ALPHA);
    Path hidden = config.resolveSibling("hidden.yml");
    Files.move(config, hidden);
    pair.killDaemon(Node.ALPHA);
    pair.node(Node.BETA).awaitReady(Role.ALONE, LIMIT);
    assertGone();
    Files.move(hidden, config);
    pair.node(Node.ALPHA).restart();
    awaitMirrored(Node.BETA);
  }

  /**
   * Guardian and daemon have ended, nothing is mounted, and what was acknowledged is on the peer.
   */
  private void assertGone() throws Exception {
    Awaitility.await().atMost(LIMIT).until(() -> !pair.node(Node.ALPHA).isAlive());
    Awaitility.await().atMost(LIMIT).until(() -> !load.isAlive());
    assertThat(load.output()).isNotEmpty();
    assertThat(CapturedDirectories.isMountedOn(pair.config().mount(Node.ALPHA))).isFalse();
    assertThat(ShellLoad.logged(pair.config().mount(Node.BETA)))
        .isGreaterThanOrEqualTo(load.steps());
  }

  @Test
  void aDaemonThatComesBackTooLateTurnsItsApplicationAway() throws Exception {
    start(node -> node == Node.ALPHA ? "resume-limit: 60s" : "resume-limit: 1s");
    long killed = pair.daemon(Node.ALPHA).pid();
    pair.killDaemon(Node.ALPHA);
    ProcessHandle next = awaitNextDaemon(killed);
    Commands.run(List.of("kill", "-STOP", Long.toString(next.pid())));
    pair.node(Node.BETA).awaitReady(Role.ALONE, LIMIT);
    long steps = load.steps();
    assertThat(load.isAlive()).isTrue();
    Commands.run(List.of("kill", "-CONT", Long.toString(next.pid())));
    Awaitility.await().atMost(LIMIT).until(() -> !load.isAlive());
    assertThat(load.steps()).as("acknowledged after the peer took over").isEqualTo(steps);
    awaitMirrored(Node.BETA);
    assertThat(ShellLoad.logged(pair.config().mount(Node.BETA))).isGreaterThanOrEqualTo(steps);
    assertThat(pair.daemon(Node.ALPHA).pid()).isEqualTo(next.pid());
  }

  private ProcessHandle awaitNextDaemon(long killed) {
    ProcessHandle guardian = ProcessHandle.of(pair.node(Node.ALPHA).pid()).orElseThrow();
    return Awaitility.await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(LIMIT)
        .until(
            () ->
                guardian
                    .children()
                    .filter(child -> child.pid() != killed && isJava(child))
                    .findFirst(),
            java.util.Optional::isPresent)
        .orElseThrow();
  }

  private static boolean isJava(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("/java")).isPresent();
  }
}
