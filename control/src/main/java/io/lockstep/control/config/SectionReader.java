package io.lockstep.control.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads one section of the file, key by key. A value that is missing or wrong becomes a problem and
 * is answered with the stand-in of its kind, so that reading goes on and finds the rest. Whatever
 * was never asked for is an unknown key: see {@link #rejectUnknown}.
 */
final class SectionReader {

  private final YamlNode.Section section;
  private final Problems problems;
  private final Set<String> known = new LinkedHashSet<>();

  SectionReader(YamlNode.Section section, Problems problems) {
    this.section = section;
    this.problems = problems;
  }

  /** Empty, with a problem, when the node is no section. */
  static Optional<SectionReader> of(YamlNode node, Problems problems) {
    if (node instanceof YamlNode.Section section) {
      return Optional.of(new SectionReader(section, problems));
    }
    problems.add(node, "expected a section, found " + node.described());
    return Optional.empty();
  }

  int line() {
    return section.line();
  }

  boolean has(String key) {
    known.add(key);
    return section.children().containsKey(key);
  }

  <T> T required(String key, Kind<T> kind) {
    return parse(child(key), kind);
  }

  <T> T optional(String key, Kind<T> kind, T fallback) {
    return has(key) ? parse(child(key), kind) : fallback;
  }

  /** A required section. */
  Optional<SectionReader> section(String key) {
    return of(child(key), problems);
  }

  /** A required value that decides how the rest is read: empty, with a problem, when wrong. */
  <T> Optional<T> decisive(String key, Kind<T> kind) {
    return tryParse(child(key), kind);
  }

  /**
   * A required list.
   *
   * @param content what it must hold, such as "at least one module"
   */
  List<YamlNode> items(String key, String content) {
    YamlNode node = child(key);
    if (!(node instanceof YamlNode.Items items)) {
      problem(key, "expected a list, found " + node.described());
      return List.of();
    }
    if (items.children().isEmpty()) {
      problem(key, "expected " + content + ", found an empty list");
    }
    return items.children();
  }

  /** A required list of scalars. */
  <T> List<T> values(String key, String content, Kind<T> kind) {
    return items(key, content).stream().map(item -> parse(item, kind)).toList();
  }

  void problem(String key, String message) {
    problems.add(child(key).line(), section.pathOf(key), message);
  }

  /** To be called last: every key that was never asked for is a problem. */
  void rejectUnknown() {
    section
        .children()
        .forEach(
            (key, node) -> {
              if (!known.contains(key)) {
                problems.add(node, "unknown key, " + Suggestion.among(key, known));
              }
            });
  }

  private <T> T parse(YamlNode node, Kind<T> kind) {
    return tryParse(node, kind).orElse(kind.standIn());
  }

  private <T> Optional<T> tryParse(YamlNode node, Kind<T> kind) {
    try {
      // No kind accepts an empty text, so it says what it expects instead of a list or nothing.
      String text = node instanceof YamlNode.Scalar scalar ? scalar.text() : "";
      return Optional.of(kind.parser().parse(text));
    } catch (Kind.Unexpected e) {
      problems.add(node, "expected " + e.getMessage() + ", found " + node.described());
      return Optional.empty();
    }
  }

  private YamlNode child(String key) {
    known.add(key);
    YamlNode child = section.children().get(key);
    return child != null ? child : new YamlNode.Empty(section.line(), section.pathOf(key));
  }
}
