package io.lockstep.control.config;

import java.util.HashMap;
import java.util.Map;

/** On which line the value at a path stands; for problems found after reading. */
final class Lines {

  private final Map<String, Integer> lines = new HashMap<>();

  Lines(YamlNode root) {
    add(root);
  }

  /** The line of the path, or of the nearest section around it. */
  int of(String path) {
    String at = path;
    while (!lines.containsKey(at)) {
      int cut = Math.max(at.lastIndexOf('.'), at.lastIndexOf('['));
      at = cut < 0 ? "" : at.substring(0, cut);
    }
    return lines.get(at);
  }

  private void add(YamlNode node) {
    lines.put(node.path(), node.line());
    switch (node) {
      case YamlNode.Section section -> section.children().values().forEach(this::add);
      case YamlNode.Items items -> items.children().forEach(this::add);
      case YamlNode.Scalar _, YamlNode.Empty _ -> {}
    }
  }
}
