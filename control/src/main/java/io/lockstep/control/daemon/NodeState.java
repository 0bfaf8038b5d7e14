package io.lockstep.control.daemon;

import io.lockstep.control.api.NodeView;
import io.lockstep.control.conflicts.Archives;
import io.lockstep.node.config.NodeConfig;
import io.lockstep.node.config.NodeConfig.Module;
import io.lockstep.node.config.NodeConfig.Node;
import io.lockstep.node.module.ModuleHandle;
import io.lockstep.node.module.RunningModules;
import java.util.List;
import java.util.Optional;

/** The node as its servers see it: from before its modules run until after they ended. */
final class NodeState implements NodeView {

  private final NodeConfig config;
  private final String version;
  private final Node peer;
  private volatile Optional<RunningModules> running = Optional.empty();

  NodeState(NodeConfig config, String version) {
    this.config = config;
    this.version = version;
    this.peer =
        config.nodes().stream()
            .filter(node -> !node.name().equals(config.node()))
            .findFirst()
            .orElseThrow();
  }

  void running(RunningModules modules) {
    running = Optional.of(modules);
  }

  @Override
  public String cluster() {
    return config.cluster();
  }

  @Override
  public String node() {
    return config.node();
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public String peerName() {
    return peer.name();
  }

  @Override
  public String peerHost() {
    return peer.host();
  }

  @Override
  public boolean peerAlive() {
    return running.map(RunningModules::peerAlive).orElse(false);
  }

  @Override
  public List<String> moduleNames() {
    return config.modules().stream().map(Module::name).toList();
  }

  @Override
  public Archives archives() {
    return new Archives(config.stateDirectory());
  }

  @Override
  public List<ModuleHandle> modules() {
    return running.map(RunningModules::modules).orElse(List.of());
  }
}
