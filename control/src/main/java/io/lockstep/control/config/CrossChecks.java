package io.lockstep.control.config;

import io.lockstep.node.config.NodeConfig;
import io.lockstep.node.config.NodeConfig.Heartbeat;
import io.lockstep.node.config.NodeConfig.Module;
import io.lockstep.node.config.NodeConfig.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What no value can tell by itself: that the values fit together. */
final class CrossChecks {

  /** Fewer lost datagrams than this must never look like a death. */
  private static final int MIN_INTERVALS = 3;

  private record Directory(String path, Path real) {
    boolean isRoot() {
      return real.getParent() == null;
    }
  }

  private final NodeConfig config;
  private final Lines lines;
  private final Problems problems;

  CrossChecks(NodeConfig config, Lines lines, Problems problems) {
    this.config = config;
    this.lines = lines;
    this.problems = problems;
  }

  void run() {
    thisNodeIsKnown();
    namesDiffer("nodes", config.nodes().stream().map(Node::name).toList());
    namesDiffer("modules", config.modules().stream().map(Module::name).toList());
    endpointsDiffer();
    heartbeatToleratesLoss();
    segmentsFitRetention();
    directoriesAreApart();
  }

  private void thisNodeIsKnown() {
    List<String> names = config.nodes().stream().map(Node::name).toList();
    if (!names.contains(config.node())) {
      report(
          "node", "expected " + String.join(" or ", names) + ", found \"" + config.node() + "\"");
    }
  }

  private void namesDiffer(String list, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      int first = names.indexOf(names.get(i));
      if (first < i) {
        report(
            list + "[" + i + "].name",
            "expected a name of its own, found that of " + list + "[" + first + "]");
      }
    }
  }

  /** Every port this cluster listens on, as far as this file tells. */
  private void endpointsDiffer() {
    Map<String, String> tcp = new HashMap<>();
    Map<String, String> udp = new HashMap<>();
    for (int i = 0; i < config.nodes().size(); i++) {
      Node node = config.nodes().get(i);
      String path = "nodes[" + i + "].";
      endpoint(tcp, path + "replication-port", node.host(), node.replicationPort());
      endpoint(udp, path + "heartbeat-port", node.host(), node.heartbeatPort());
    }
    endpoint(tcp, "api.port", config.api().host(), config.api().port());
    endpoint(tcp, "probe.port", config.probe().host(), config.probe().port());
  }

  private void endpoint(Map<String, String> taken, String path, String host, int port) {
    String by = taken.putIfAbsent(host + ":" + port, path);
    if (by != null) {
      report(path, "expected a port of its own, found " + port + ", which is " + by + " too");
    }
  }

  private void heartbeatToleratesLoss() {
    Heartbeat heartbeat = config.heartbeat();
    long least = MIN_INTERVALS * heartbeat.intervalMillis();
    if (heartbeat.timeoutMillis() < least) {
      report(
          "heartbeat.timeout",
          "expected at least "
              + MIN_INTERVALS
              + " intervals ("
              + Quantity.ofMillis(least)
              + "), found "
              + Quantity.ofMillis(heartbeat.timeoutMillis()));
    }
  }

  private void segmentsFitRetention() {
    for (int i = 0; i < config.modules().size(); i++) {
      Module module = config.modules().get(i);
      if (module.retainBytes() < 2 * module.segmentBytes()) {
        report(
            "modules[" + i + "].retain",
            "expected at least two segments ("
                + Quantity.ofBytes(2 * module.segmentBytes())
                + "), found "
                + Quantity.ofBytes(module.retainBytes()));
      }
    }
  }

  /** A directory inside another one would be captured twice, and its own state replicated. */
  private void directoriesAreApart() {
    List<Directory> all = new ArrayList<>();
    all.add(directory("state-directory", config.stateDirectory()));
    for (int m = 0; m < config.modules().size(); m++) {
      List<Path> paths = config.modules().get(m).directories();
      for (int d = 0; d < paths.size(); d++) {
        all.add(directory("modules[" + m + "].directories[" + d + "]", paths.get(d)));
      }
    }
    List<Directory> roots = all.stream().filter(Directory::isRoot).toList();
    roots.forEach(root -> report(root.path(), "expected a directory below /, found /"));
    if (!roots.isEmpty()) {
      // Everything lies in it, so that nothing else needs to be said.
      return;
    }
    for (int i = 0; i < all.size(); i++) {
      for (int j = 0; j < i; j++) {
        apart(all.get(j), all.get(i));
      }
    }
  }

  private static Directory directory(String path, Path directory) {
    return new Directory(path, RealPath.of(directory));
  }

  private void apart(Directory first, Directory second) {
    if (first.real().startsWith(second.real()) || second.real().startsWith(first.real())) {
      report(
          second.path(),
          "expected a directory apart from "
              + first.path()
              + ", found "
              + second.real()
              + " and "
              + first.real());
    }
  }

  private void report(String path, String message) {
    problems.add(lines.of(path), path, message);
  }
}
