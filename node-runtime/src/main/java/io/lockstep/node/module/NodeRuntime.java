package io.lockstep.node.module;

import io.lockstep.journal.lineage.CorruptRecordException;
import io.lockstep.node.config.FileFailure;
import io.lockstep.node.config.NodeConfig;
import io.lockstep.node.membership.ArbiterClient;
import io.lockstep.node.membership.ArbiterWatch;
import io.lockstep.node.membership.FailureJudge;
import io.lockstep.node.membership.HeartbeatService;
import io.lockstep.node.membership.HeartbeatSettings;
import io.lockstep.node.membership.HttpArbiterClient;
import io.lockstep.node.membership.ManualArbiter;
import io.lockstep.node.replication.LinkListener;
import io.lockstep.node.replication.LinkOptions;
import io.lockstep.node.role.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The engine of one node: heartbeats, the listener for the peer, the arbiter's client, and all
 * modules. Opened once by the daemon; closing stops every module in order, which hands a mirrored
 * primary over to its peer.
 */
public final class NodeRuntime implements RunningModules {

  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final long LOOK_AGAIN_MILLIS = 20;

  private final long heartbeatTimeoutNanos;
  private final long stopLimitNanos;
  private final ExecutorService executor;
  private final LinkListener listener;
  private final HeartbeatService heartbeats;
  private final ArbiterClient arbiter;
  private final ArbiterWatch arbiterWatch;
  private final List<ModuleRuntime> modules = new ArrayList<>();

  private NodeRuntime(
      NodeConfig config,
      ExecutorService executor,
      LinkListener listener,
      HeartbeatService heartbeats,
      ArbiterClient arbiter,
      NodeEvents events) {
    this.heartbeatTimeoutNanos = TimeUnit.MILLISECONDS.toNanos(config.heartbeat().timeoutMillis());
    this.stopLimitNanos = TimeUnit.MILLISECONDS.toNanos(StopLimit.millis(config.modules()));
    this.executor = executor;
    this.listener = listener;
    this.heartbeats = heartbeats;
    this.arbiter = arbiter;
    this.arbiterWatch =
        ArbiterWatch.start(arbiter, config.cluster(), new ArbiterEvents(config.node(), events));
  }

  /**
   * Opens the node and starts the modules that are configured to start with it.
   *
   * @throws IOException with one clear line if a port cannot be had, or a module's record is
   *     damaged or somebody else's
   */
  public static NodeRuntime start(NodeConfig config, NodeEvents events) throws IOException {
    NodeConfig.Node self = node(config, true);
    Guardianship guardianship = Guardianship.of(config);
    LinkListener listener =
        LinkListener.open(
            new InetSocketAddress(self.host(), self.replicationPort()), LinkOptions.DEFAULT);
    try {
      HeartbeatService heartbeats =
          HeartbeatService.start(
              HeartbeatSettings.of(config, guardianship.port()), System::nanoTime);
      try {
        NodeRuntime node = open(config, events, listener, heartbeats, guardianship);
        node.autostart(config, guardianship);
        return node;
      } catch (IOException | RuntimeException e) {
        heartbeats.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  private static NodeRuntime open(
      NodeConfig config,
      NodeEvents events,
      LinkListener listener,
      HeartbeatService heartbeats,
      Guardianship guardianship)
      throws IOException {
    ExecutorService executor =
        Executors.newCachedThreadPool(Thread.ofPlatform().name("module-task-", 0).factory());
    NodeRuntime node =
        new NodeRuntime(config, executor, listener, heartbeats, arbiter(config), events);
    NodeServices services =
        new NodeServices(
            config,
            bootId(),
            listener,
            LinkOptions.DEFAULT,
            heartbeats::peer,
            new FailureJudge(
                config.heartbeat().intervalMillis(),
                config.heartbeat().timeoutMillis(),
                proofWindowMillis(config),
                config.daemonCrash().resumeLimitMillis()),
            node.arbiter,
            events,
            guardianship,
            executor);
    try {
      config.modules().forEach(module -> node.modules.add(new ModuleRuntime(services, module)));
      return node;
    } catch (CorruptRecordException | IllegalStateException e) {
      node.abandon();
      throw new IOException(e.getMessage(), e);
    } catch (UncheckedIOException e) {
      node.abandon();
      throw new IOException("state-directory: " + FileFailure.words(e.getCause()), e);
    }
  }

  /** Nothing was started yet. */
  private void abandon() {
    modules.forEach(ModuleRuntime::close);
    arbiterWatch.close();
    arbiter.close();
    executor.shutdownNow();
  }

  /**
   * A proof of death counts only if it came before the peer could have gone on alone, which takes
   * it at least its peer timeout or its heartbeat timeout: half of the shorter one leaves room for
   * clocks of different speed.
   */
  private static long proofWindowMillis(NodeConfig config) {
    long shortest = config.heartbeat().timeoutMillis();
    for (NodeConfig.Module module : config.modules()) {
      shortest = Math.min(shortest, module.peerTimeoutMillis());
    }
    return shortest / 2;
  }

  private static NodeConfig.Node node(NodeConfig config, boolean self) {
    return config.nodes().stream()
        .filter(node -> node.name().equals(config.node()) == self)
        .findFirst()
        .orElseThrow();
  }

  private static ArbiterClient arbiter(NodeConfig config) {
    return switch (config.arbiter()) {
      case NodeConfig.Arbiter.Http http -> new HttpArbiterClient(http.url(), http.timeoutMillis());
      case NodeConfig.Arbiter.Manual manual -> new ManualArbiter();
    };
  }

  private static String bootId() {
    try {
      return Files.readString(BOOT_ID).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + BOOT_ID, e);
    }
  }

  @Override
  public List<ModuleHandle> modules() {
    return List.copyOf(modules);
  }

  @Override
  public boolean peerAlive() {
    return System.nanoTime() - heartbeats.peer().lastHeardNanos() < heartbeatTimeoutNanos;
  }

  /** A module that a killed daemon had started has an application that waits for it. */
  private void autostart(NodeConfig config, Guardianship guardianship) {
    for (NodeConfig.Module module : config.modules()) {
      if (module.autostart() || guardianship.hasLeft(module.name())) {
        modules
            .get(config.modules().indexOf(module))
            .command(ModuleCommand.START, "node:" + config.node());
      } else {
        guardianship.settled(module.name());
      }
    }
  }

  /** Stops all modules at once, waits for them, then closes what they shared. */
  @Override
  public void close() {
    modules.forEach(module -> module.command(ModuleCommand.STOP, "daemon"));
    long deadline = System.nanoTime() + stopLimitNanos;
    modules.forEach(module -> awaitStopped(module, deadline));
    modules.forEach(ModuleRuntime::close);
    heartbeats.close();
    listener.close();
    arbiterWatch.close();
    arbiter.close();
    executor.shutdownNow();
  }

  private static void awaitStopped(ModuleRuntime module, long deadlineNanos) {
    while (module.status().role() != Role.STOP && System.nanoTime() - deadlineNanos < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_AGAIN_MILLIS));
    }
  }
}
