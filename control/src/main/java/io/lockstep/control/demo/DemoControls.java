package io.lockstep.control.demo;

import io.lockstep.control.client.CliFailure;
import io.lockstep.node.module.ModuleCommand;
import io.lockstep.node.role.Role;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What the keys do, one after the other on a thread of their own, so that the screen goes on. */
final class DemoControls implements AutoCloseable {
  private final DemoCluster cluster;
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("controls").daemon().factory());
  private volatile String message = "";

  DemoControls(DemoCluster cluster) {
    this.cluster = cluster;
  }

  /** What came of the last key. */
  String message() {
    return message;
  }

  void press(int key) {
    switch (key) {
      case 'k' -> submit(this::killPrimary);
      case 'b' -> submit(this::bringBack);
      case 's' -> submit(this::swap);
      default -> message = "";
    }
  }

  /** Says what was done. */
  @FunctionalInterface
  private interface Act {
    String run() throws IOException;
  }

  private void submit(Act act) {
    executor.execute(
        () -> {
          try {
            message = act.run();
          } catch (IOException | CliFailure e) {
            message = e.getMessage();
          }
        });
  }

  private String killPrimary() {
    Optional<NodeProcess> primary = primary();
    primary.ifPresent(NodeProcess::kill);
    return primary
        .map(node -> "killed " + node.name() + " and its application")
        .orElse("there is no primary to kill");
  }

  private String bringBack() throws IOException {
    for (NodeProcess node : cluster.nodes()) {
      if (!node.isAlive()) {
        node.restart();
        return node.name() + " starts";
      }
    }
    return "both nodes run";
  }

  private String swap() {
    Optional<NodeProcess> primary = primary();
    primary.ifPresent(node -> node.command(ModuleCommand.SWAP));
    return primary.map(node -> "swap asked for").orElse("there is no primary to swap");
  }

  private Optional<NodeProcess> primary() {
    return cluster.nodes().stream()
        .filter(NodeProcess::isAlive)
        .filter(
            node ->
                node.status()
                    .filter(s -> s.role() == Role.PRIM || s.role() == Role.ALONE)
                    .isPresent())
        .findFirst();
  }

  @Override
  public void close() {
    executor.close();
  }
}
