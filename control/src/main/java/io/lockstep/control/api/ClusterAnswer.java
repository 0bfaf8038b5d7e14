package io.lockstep.control.api;

import io.lockstep.node.module.ModuleHandle;
import io.lockstep.node.module.ModuleStatus;
import java.util.List;

/** A node, its peer and its modules, as {@code GET /api/v1/cluster} answers. */
public record ClusterAnswer(
    String cluster, String node, String version, Peer peer, List<ModuleStatus> modules) {

  /** The other node, as this one sees it. */
  public record Peer(String name, String host, boolean alive) {}

  static ClusterAnswer of(NodeView view) {
    return new ClusterAnswer(
        view.cluster(),
        view.node(),
        view.version(),
        new Peer(view.peerName(), view.peerHost(), view.peerAlive()),
        view.modules().stream().map(ModuleHandle::status).toList());
  }
}
