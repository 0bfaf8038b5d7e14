package io.lockstep.control.cli;

import io.lockstep.control.client.NodeClient;
import io.lockstep.control.client.TextTable;
import io.lockstep.node.module.ModuleStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** States of modules as text for people. Pure. */
final class StatusTable {
  private StatusTable() {}

  static List<String> overview(NodeClient.Cluster cluster) {
    NodeClient.Peer peer = cluster.peer();
    List<String> lines = new ArrayList<>();
    lines.add(
        "cluster %s, node %s, peer %s %s"
            .formatted(
                cluster.cluster(),
                cluster.node(),
                peer == null ? "unknown" : peer.name(),
                peer != null && peer.alive() ? "alive" : "not seen"));
    TextTable table =
        new TextTable("MODULE", "ROLE", "READINESS", "EPOCH", "PEER", "APPLICATION", "REASON");
    for (ModuleStatus module : cluster.modules()) {
      table.row(
          module.module(),
          module.role(),
          module.readiness(),
          module.epoch(),
          peerOf(module),
          module.application(),
          module.reason());
    }
    lines.addAll(table.lines());
    return lines;
  }

  static List<String> details(ModuleStatus status) {
    TextTable table = new TextTable();
    table.row("module", status.module());
    table.row("node", status.node());
    table.row("role", status.role() + " " + status.readiness());
    table.row("since", Instant.ofEpochMilli(status.roleSinceMillis()));
    table.row("reason", status.reason());
    table.row("epoch", status.epoch() + primaryOf(status));
    table.row("mode", status.mode() + (status.mirrored() ? ", mirrored" : ", not mirrored"));
    table.row("journal end", status.lastSequence());
    table.row("applied", status.appliedSequence());
    table.row("acknowledged", status.peerSequence());
    table.row("peer", peerOf(status));
    table.row("application", status.application());
    table.row("directory", status.mount());
    if (status.progress() != null && !status.progress().isEmpty()) {
      table.row("progress", status.progress());
    }
    return table.lines();
  }

  private static String primaryOf(ModuleStatus status) {
    String primary = status.epochPrimary();
    return primary == null || primary.isEmpty() ? "" : ", primary " + primary;
  }

  private static String peerOf(ModuleStatus status) {
    if (!status.peerConnected() || status.peerRole() == null) {
      return status.peerConnected() ? "connected" : "not connected";
    }
    return status.peerRole() + " " + status.peerReadiness();
  }
}
