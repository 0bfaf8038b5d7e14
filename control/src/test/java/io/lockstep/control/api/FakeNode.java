package io.lockstep.control.api;

import io.lockstep.control.conflicts.Archives;
import io.lockstep.node.module.CommandAnswer;
import io.lockstep.node.module.ModuleCommand;
import io.lockstep.node.module.ModuleHandle;
import io.lockstep.node.module.ModuleStatus;
import io.lockstep.node.role.Readiness;
import io.lockstep.node.role.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A node with the modules {@code demo} and {@code starting}; the second one never comes up. */
public final class FakeNode implements NodeView {

  /** Commands in the order they came, such as {@code swap by cli:root}. */
  public final List<String> commands = new CopyOnWriteArrayList<>();

  /** What the module publishes. */
  public volatile Supplier<ModuleStatus> status = () -> status(Role.PRIM, Readiness.READY);

  /** None, unless a test has made some. */
  public volatile Archives archives = new Archives(Path.of("/nowhere"));

  /** A status of {@code demo}. */
  public static ModuleStatus status(Role role, Readiness readiness) {
    return new ModuleStatus(
        "demo",
        "alpha",
        role,
        readiness,
        "mirrored by \"beta\"",
        "strict",
        7,
        "alpha",
        true,
        120,
        118,
        119,
        true,
        Role.SECOND,
        null,
        "running",
        "",
        "/srv/data",
        1_700_000_000_000L);
  }

  @Override
  public String cluster() {
    return "demo-cluster";
  }

  @Override
  public String node() {
    return "alpha";
  }

  @Override
  public String version() {
    return "1.2.3";
  }

  @Override
  public String peerName() {
    return "beta";
  }

  @Override
  public String peerHost() {
    return "192.0.2.11";
  }

  @Override
  public boolean peerAlive() {
    return true;
  }

  @Override
  public List<String> moduleNames() {
    return List.of("demo", "starting");
  }

  @Override
  public Archives archives() {
    return archives;
  }

  @Override
  public List<ModuleHandle> modules() {
    return List.of(new Demo());
  }

  private final class Demo implements ModuleHandle {
    @Override
    public String name() {
      return "demo";
    }

    @Override
    public ModuleStatus status() {
      return status.get();
    }

    @Override
    public CommandAnswer command(ModuleCommand command, String actor) {
      commands.add(command.word() + " by " + actor);
      boolean accepted = command != ModuleCommand.SWAP;
      return new CommandAnswer(accepted, "c-1", accepted ? "on its way" : "the peer is away");
    }
  }
}
