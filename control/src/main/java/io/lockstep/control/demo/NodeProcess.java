package io.lockstep.control.demo;

import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;
import io.lockstep.control.client.NodeClient;
import io.lockstep.control.client.RoleAwait;
import io.lockstep.node.module.CommandAnswer;
import io.lockstep.node.module.ModuleCommand;
import io.lockstep.node.module.ModuleStatus;
import io.lockstep.node.role.Readiness;
import io.lockstep.node.role.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A node's daemon as a process of ours, which can be killed and started again, and its REST API.
 * Methods that change the process are for one thread at a time.
 */
final class NodeProcess implements AutoCloseable {
  private static final List<String> HEAP = List.of("-Xms64m", "-Xmx512m", "-XX:+UseSerialGC");

  private final NodeLayout layout;
  private final JavaCommand java;
  private final NodeClient client;
  private volatile ChildProcess process;

  private NodeProcess(NodeLayout layout, JavaCommand java) throws IOException {
    this.layout = layout;
    this.java = java;
    this.client = new NodeClient(layout.api());
    this.process = launch();
  }

  static NodeProcess start(NodeLayout layout, JavaCommand java) throws IOException {
    return new NodeProcess(layout, java);
  }

  private ChildProcess launch() throws IOException {
    List<String> command =
        java.lockstep(HEAP, List.of("node", "--config", layout.config().toString()));
    return ChildProcess.start(layout.name(), command, layout.directory(), layout.log());
  }

  NodeLayout layout() {
    return layout;
  }

  NodeClient client() {
    return client;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL to the daemon and its application. */
  void kill() {
    process.killFamily();
  }

  /** Starts the daemon again after it has ended. */
  void restart() throws IOException {
    if (process.isAlive()) {
      throw new IllegalStateException("expected no process, found " + layout.name() + " running");
    }
    process = launch();
  }

  /** The newest status, or empty when the node does not answer. */
  Optional<ModuleStatus> status() {
    try {
      return Optional.of(client.module(NodeLayout.MODULE));
    } catch (CliFailure e) {
      return Optional.empty();
    }
  }

  void command(ModuleCommand command) {
    CommandAnswer answer = client.command(NodeLayout.MODULE, command, "cli:demo");
    if (!answer.accepted()) {
      throw new CliFailure(
          ExitCode.REFUSED,
          "%s on %s: %s".formatted(command.word(), layout.name(), answer.message()));
    }
  }

  /** Waits until the node has the role and is ready. */
  void awaitReady(Role role, Duration limit) {
    await(role + " READY", s -> s.role() == role && s.readiness() == Readiness.READY, limit);
  }

  /** Waits until the module is as wanted; gives up at once when the daemon has ended. */
  void await(String what, Predicate<ModuleStatus> wanted, Duration limit) {
    RoleAwait.Outcome outcome = RoleAwait.until(this::statusOfLiving, wanted, limit);
    if (outcome instanceof RoleAwait.Reached) {
      return;
    }
    String found =
        outcome instanceof RoleAwait.TimedOut late
            ? "%s %s (%s)"
                .formatted(
                    late.lastSeen().role(), late.lastSeen().readiness(), late.lastSeen().reason())
            : "no answer";
    throw new CliFailure(
        ExitCode.NOT_REACHED,
        "%s: expected %s within %d s, found %s; see %s"
            .formatted(layout.name(), what, limit.toSeconds(), found, layout.log()));
  }

  private ModuleStatus statusOfLiving() {
    if (!process.isAlive()) {
      throw new CliFailure(
          ExitCode.IO, layout.name() + ": the daemon has ended by itself; see " + layout.log());
    }
    return client.module(NodeLayout.MODULE);
  }

  @Override
  public void close() {
    process.close();
    client.close();
  }
}
