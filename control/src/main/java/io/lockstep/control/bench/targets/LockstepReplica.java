package io.lockstep.control.bench.targets;

import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.EventQuery;
import io.lockstep.control.client.ExitCode;
import io.lockstep.control.client.NodeClient;
import io.lockstep.node.module.CommandAnswer;
import io.lockstep.node.module.ModuleCommand;
import io.lockstep.node.role.Readiness;
import io.lockstep.node.role.Role;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** A pair whose secondary is stopped and started. */
final class LockstepReplica implements Replica, AutoCloseable {
  private static final String MODULE = "demo";

  /** So often that the time of a return is exact enough. */
  private static final Awaiting AWAIT = new Awaiting(Duration.ofMillis(5), Duration.ofMinutes(5));

  private final String name;
  private final Path directory;
  private final NodeClient alpha;
  private final NodeClient beta;

  LockstepReplica(String name, LockstepPair pair) {
    this.name = name;
    this.directory = pair.mount();
    this.alpha = new NodeClient(URI.create(pair.alphaUrl()));
    this.beta = new NodeClient(URI.create(pair.betaUrl()));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public void leave() throws Exception {
    order(ModuleCommand.STOP);
    await(beta, Role.STOP);
    await(alpha, Role.ALONE);
  }

  @Override
  public Returned comeBack() throws Exception {
    Instant began = Instant.now();
    long begin = System.nanoTime();
    order(ModuleCommand.START);
    await(beta, Role.SECOND);
    await(alpha, Role.PRIM);
    Duration time = Duration.ofNanos(System.nanoTime() - begin);
    NodeClient.Event completed = event("reintegration.completed", began);
    Duration feeding =
        Duration.ofMillis(completed.time() - event("reintegration.began", began).time());
    Map<String, Object> facts = completed.facts();
    return new Returned(time, feeding, number(facts, "bytes"), number(facts, "operations"));
  }

  private void order(ModuleCommand command) {
    CommandAnswer answer = beta.command(MODULE, command, "bench");
    if (!answer.accepted()) {
      throw new CliFailure(ExitCode.IO, command.word() + " was refused: " + answer.message());
    }
  }

  private static void await(NodeClient node, Role role) throws Exception {
    AWAIT.until(
        () -> {
          var status = node.module(MODULE);
          boolean ready = role == Role.STOP || status.readiness() == Readiness.READY;
          return status.role() == role && ready;
        },
        "a node that is " + role);
  }

  /** Events reach the store a moment after they happen. */
  private NodeClient.Event event(String type, Instant began) throws Exception {
    EventQuery query = EventQuery.all().type(type).since(began);
    AWAIT.until(() -> !alpha.events(query).events().isEmpty(), "an event " + type);
    return alpha.events(query).events().getLast();
  }

  private static long number(Map<String, Object> facts, String name) {
    return facts.get(name) instanceof Number number ? number.longValue() : 0;
  }

  @Override
  public void close() {
    try (alpha) {
      beta.close();
    }
  }
}
