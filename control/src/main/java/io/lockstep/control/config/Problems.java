package io.lockstep.control.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one file, so that all of it can be mended at once. */
final class Problems {

  private record Problem(int line, String text) {}

  private final String file;
  private final List<Problem> found = new ArrayList<>();

  Problems(String file) {
    this.file = file;
  }

  void add(YamlNode node, String message) {
    add(node.line(), node.path(), message);
  }

  void add(int line, String path, String message) {
    String where = path.isEmpty() ? "" : path + ": ";
    found.add(new Problem(line, file + ":" + line + ": " + where + message));
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  void throwIfAny() throws ConfigException {
    if (found.isEmpty()) {
      return;
    }
    throw new ConfigException(
        found.stream()
            .sorted(Comparator.comparingInt(Problem::line))
            .map(Problem::text)
            .distinct()
            .toList());
  }
}
