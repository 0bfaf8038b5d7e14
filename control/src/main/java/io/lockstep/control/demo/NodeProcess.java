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
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A node's daemon as a process of ours, which can be killed and started again, and its REST API.
 * Methods that change the process are for one thread at a time.
 */
public final class NodeProcess implements AutoCloseable {
  private final Spec spec;
  private final NodeClient client;
  private volatile ChildProcess process;

  /**
   * How a node is run and found.
   *
   * @param command runs the daemon in the foreground
   * @param log receives its output
   * @param module the one that {@link #status} and the waits are about
   */
  public record Spec(
      String name, List<String> command, Path directory, Path log, URI api, String module) {}

  private NodeProcess(Spec spec) throws IOException {
    this.spec = spec;
    this.client = new NodeClient(spec.api());
    this.process = launch();
  }

  /** Starts the daemon; does not wait until it answers. */
  public static NodeProcess start(Spec spec) throws IOException {
    return new NodeProcess(spec);
  }

  private ChildProcess launch() throws IOException {
    return ChildProcess.start(spec.name(), spec.command(), spec.directory(), spec.log());
  }

  public String name() {
    return spec.name();
  }

  public NodeClient client() {
    return client;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL to the daemon and its application. */
  public void kill() {
    process.killFamily();
  }

  /** The same for a node that is not started again. */
  public void end() {
    process.endFamily();
  }

  /** SIGTERM; waits until the daemon has ended by itself, or kills it when the limit is over. */
  public void stop(Duration limit) throws InterruptedException {
    process.stop(limit);
  }

  /** Starts the daemon again after it has ended. */
  public void restart() throws IOException {
    if (process.isAlive()) {
      throw new IllegalStateException("expected no process, found " + spec.name() + " running");
    }
    process = launch();
  }

  /** The newest status, or empty when the node does not answer. */
  public Optional<ModuleStatus> status() {
    try {
      return Optional.of(client.module(spec.module()));
    } catch (CliFailure e) {
      return Optional.empty();
    }
  }

  public void command(ModuleCommand command) {
    CommandAnswer answer = client.command(spec.module(), command, "cli:demo");
    if (!answer.accepted()) {
      throw new CliFailure(
          ExitCode.REFUSED,
          "%s on %s: %s".formatted(command.word(), spec.name(), answer.message()));
    }
  }

  /** Waits until the node has the role and is ready. */
  public void awaitReady(Role role, Duration limit) {
    await(role + " READY", s -> s.role() == role && s.readiness() == Readiness.READY, limit);
  }

  /** Waits until the module is as wanted; gives up at once when the daemon has ended. */
  public void await(String what, Predicate<ModuleStatus> wanted, Duration limit) {
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
            .formatted(spec.name(), what, limit.toSeconds(), found, spec.log()));
  }

  private ModuleStatus statusOfLiving() {
    if (!process.isAlive()) {
      throw new CliFailure(
          ExitCode.IO, spec.name() + ": the daemon has ended by itself; see " + spec.log());
    }
    return client.module(spec.module());
  }

  @Override
  public void close() {
    process.close();
    client.close();
  }
}
