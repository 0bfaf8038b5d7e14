package io.lockstep.control.demo;

import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;
import io.lockstep.control.client.NodeClient.Event;
import io.lockstep.node.module.ModuleCommand;
import io.lockstep.node.role.Role;
import io.lockstep.node.tree.TreeDescription;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A failover from beginning to end under load: the primary is killed, the secondary takes over, the
 * killed node comes back, is reintegrated, and becomes primary again. Then both trees are compared
 * with each other and with what the clients were told.
 */
final class FailoverScenario {
  private static final int CLIENTS = 2;
  private static final Duration LOAD = Duration.ofSeconds(10);
  private static final Duration STEP_LIMIT = Duration.ofSeconds(90);

  private final DemoCluster cluster;
  private final OwnedResources own;
  private final PrintWriter out;
  private final long beginNanos = System.nanoTime();

  FailoverScenario(DemoCluster cluster, OwnedResources own, PrintWriter out) {
    this.cluster = cluster;
    this.own = own;
    this.out = out;
  }

  /** Exit code. */
  int run() throws Exception {
    NodeProcess first = cluster.alpha();
    NodeProcess second = cluster.beta();
    cluster.awaitMirrored();
    step("mirrored; the load begins");
    Ledger ledger = own.open(() -> Ledger.create(cluster.workspace().ledger()));
    OrdersLoad load =
        own.open(() -> OrdersLoad.start(cluster.workspace().shops(), ledger, CLIENTS));
    loadFor(load);

    CompletableFuture<Long> firstOrder = load.statistics().nextBy(second.name());
    long killMillis = System.currentTimeMillis();
    first.kill();
    step("killed " + first.name() + " and its application");
    long firstOrderMillis = await(firstOrder) - killMillis;
    step(second.name() + " has acknowledged an order");
    second.awaitReady(Role.ALONE, STEP_LIMIT);
    loadFor(load);

    bringBack(first, second);
    swapBack(first, second);
    loadFor(load);
    load.stop();
    step("the load has ended");
    awaitQuiet();
    ScenarioReport report = compare(load, ledger, killMillis, firstOrderMillis);
    out.println();
    report.lines().forEach(out::println);
    out.flush();
    return report.isClean() ? ExitCode.OK : ExitCode.NOT_REACHED;
  }

  private void bringBack(NodeProcess first, NodeProcess second) throws IOException {
    step(first.name() + " comes back");
    first.restart();
    first.awaitReady(Role.SECOND, STEP_LIMIT);
    second.awaitReady(Role.PRIM, STEP_LIMIT);
    step(first.name() + " is reintegrated");
  }

  private void swapBack(NodeProcess first, NodeProcess second) {
    second.command(ModuleCommand.SWAP);
    first.awaitReady(Role.PRIM, STEP_LIMIT);
    second.awaitReady(Role.SECOND, STEP_LIMIT);
    step("swapped back");
  }

  /** Lets the clients work; a client that cannot go on ends the scenario. */
  private static void loadFor(OrdersLoad load) throws InterruptedException {
    try {
      load.failure().get(LOAD.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return;
    } catch (ExecutionException e) {
      throw new CliFailure(ExitCode.IO, "a client cannot go on: " + e.getCause().getMessage(), e);
    }
    throw new IllegalStateException("expected clients that work until they are stopped");
  }

  private static long await(CompletableFuture<Long> moment)
      throws InterruptedException, ExecutionException {
    try {
      return moment.get(STEP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new CliFailure(
          ExitCode.NOT_REACHED,
          "expected an order acknowledged by the other node within %d s, found none"
              .formatted(STEP_LIMIT.toSeconds()),
          e);
    }
  }

  /** Until both trees hold everything that was journaled. */
  private void awaitQuiet() {
    for (NodeProcess node : cluster.nodes()) {
      node.await("a quiet tree", s -> s.appliedSequence() >= s.lastSequence(), STEP_LIMIT);
    }
  }

  private ScenarioReport compare(
      OrdersLoad load, Ledger ledger, long killMillis, long firstOrderMillis) throws IOException {
    List<Order> lost = new ArrayList<>();
    List<Order> repeated = new ArrayList<>();
    for (NodeLayout node : cluster.workspace().nodes()) {
      LedgerCheck.Result result =
          LedgerCheck.compare(
              ledger.orders(), OrderFile.read(node.backing().resolve(OrdersServer.FILE)).orders());
      lost.addAll(result.lost());
      repeated.addAll(result.repeated());
    }
    List<Event> events = Histories.all(cluster.beta().client());
    LoadStatistics.Snapshot statistics = load.statistics().snapshot();
    return new ScenarioReport(
        FailoverTimes.of(events, cluster.beta().name(), killMillis),
        firstOrderMillis,
        statistics.acknowledged(),
        lost.stream().distinct().count(),
        repeated.stream().distinct().count(),
        Histories.bytesReintegrated(events, killMillis),
        TimeUnit.NANOSECONDS.toMillis(statistics.longestPauseNanos()),
        TreeDescription.differences(
            cluster.workspace().alpha().backing(), cluster.workspace().beta().backing()));
  }

  private void step(String what) {
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNanos);
    out.println("%6.1f s  %s".formatted(millis / 1000.0, what));
    out.flush();
  }
}
