package io.lockstep.control.demo;

import io.lockstep.control.client.EventLine;
import io.lockstep.control.client.NodeClient.Event;
import io.lockstep.control.client.TextTable;
import io.lockstep.node.module.ModuleStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the demonstration shows at one moment, as text. Pure.
 *
 * @param ordersASecond during the last moments
 * @param message the newest thing that was asked for, and what came of it
 */
record DemoView(
    List<Node> nodes,
    LoadStatistics.Snapshot load,
    long ordersASecond,
    List<Event> events,
    String message) {

  /** One node; {@code status} is empty when it does not answer. */
  record Node(String name, boolean running, Optional<ModuleStatus> status) {
    private String state() {
      if (!running) {
        return "killed";
      }
      return status.map(s -> s.role() + " " + s.readiness()).orElse("no answer");
    }

    private String epoch() {
      return status.map(s -> Long.toString(s.epoch())).orElse("-");
    }

    private String reason() {
      return status.map(s -> s.progress().isEmpty() ? s.reason() : s.progress()).orElse("");
    }
  }

  /** A whole screen. */
  List<String> screen() {
    List<String> lines = new ArrayList<>(List.of("Lockstep: a pair on this machine", ""));
    TextTable table = new TextTable("NODE", "STATE", "EPOCH", "");
    nodes.forEach(node -> table.row(node.name(), node.state(), node.epoch(), node.reason()));
    lines.addAll(table.lines());
    lines.add("");
    lines.add(orders());
    lines.add("");
    events.forEach(event -> lines.add(EventLine.of(event)));
    lines.add("");
    lines.add("k kill the primary   b bring it back   s swap   q quit");
    lines.add(message);
    return lines;
  }

  /** Everything that matters in one line, for a log. */
  String line() {
    return nodes.stream().map(n -> n.name() + " " + n.state()).collect(Collectors.joining(", "))
        + "; "
        + orders();
  }

  private String orders() {
    return "%d orders acknowledged, %d a second, p50 %.1f ms, p99 %.1f ms, longest pause %d ms"
        .formatted(
            load.acknowledged(),
            ordersASecond,
            load.p50Nanos() / 1e6,
            load.p99Nanos() / 1e6,
            load.longestPauseNanos() / 1_000_000);
  }
}
