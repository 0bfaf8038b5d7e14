package io.lockstep.node.module;

import io.lockstep.node.config.NodeConfig;
import io.lockstep.node.membership.ArbiterClient;
import io.lockstep.node.membership.FailureJudge;
import io.lockstep.node.membership.PeerView;
import io.lockstep.node.replication.LinkListener;
import io.lockstep.node.replication.LinkOptions;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/** What all modules of a node share. Owned by {@link NodeRuntime}. */
record NodeServices(
    NodeConfig config,
    String bootId,
    LinkListener listener,
    LinkOptions linkOptions,
    Supplier<PeerView> heartbeats,
    FailureJudge judge,
    ArbiterClient arbiter,
    NodeEvents events,
    Guardianship guardianship,
    ExecutorService executor) {

  NodeConfig.Node self() {
    return config.nodes().get(selfIndex());
  }

  NodeConfig.Node peer() {
    return config.nodes().get(1 - selfIndex());
  }

  /** This node's place in the configuration. */
  int selfIndex() {
    return config.nodes().getFirst().name().equals(config.node()) ? 0 : 1;
  }
}
