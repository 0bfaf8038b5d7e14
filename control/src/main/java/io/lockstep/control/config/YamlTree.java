package io.lockstep.control.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Parses one YAML document into {@link YamlNode}s. Keys given twice, aliases and further documents
 * are problems, not surprises.
 */
final class YamlTree {

  private final YAMLParser parser;
  private final Problems problems;

  private YamlTree(YAMLParser parser, Problems problems) {
    this.parser = parser;
    this.problems = problems;
  }

  /** The root, or an empty node when the text is no YAML; then {@code problems} says why. */
  static YamlNode parse(String text, Problems problems) {
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      YamlTree tree = new YamlTree(parser, problems);
      YamlNode root = parser.nextToken() == null ? new YamlNode.Empty(1, "") : tree.node("");
      if (parser.nextToken() != null) {
        problems.add(tree.line(), "", "expected one YAML document, found a second one");
      }
      return root;
    } catch (JsonProcessingException e) {
      int line = line(e);
      problems.add(line, "", "not YAML: " + why(e));
      return new YamlNode.Empty(line, "");
    } catch (IOException e) {
      throw new AssertionError("text in memory cannot fail to be read", e);
    }
  }

  private static int line(JsonProcessingException failure) {
    if (failure.getCause() instanceof MarkedYAMLException marked
        && marked.getProblemMark() != null) {
      return marked.getProblemMark().getLine() + 1;
    }
    return failure.getLocation() == null ? 1 : Math.max(1, failure.getLocation().getLineNr());
  }

  /** What the parser was doing, and what it stumbled over; without its excerpts of the file. */
  private static String why(JsonProcessingException failure) {
    if (failure.getCause() instanceof MarkedYAMLException marked) {
      return Stream.of(marked.getContext(), marked.getProblem())
          .filter(text -> text != null && !text.isBlank())
          .map(text -> text.strip().replaceAll("\\s*\\R\\s*", " "))
          .collect(Collectors.joining(": "));
    }
    return failure.getOriginalMessage().lines().findFirst().orElse("");
  }

  private YamlNode node(String path) throws IOException {
    int line = line();
    if (parser.isCurrentAlias()) {
      problems.add(line, path, "expected a plain value, found a YAML alias");
      return new YamlNode.Empty(line, path);
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> section(line, path);
      case START_ARRAY -> items(line, path);
      case VALUE_NULL -> new YamlNode.Empty(line, path);
      default -> new YamlNode.Scalar(line, path, parser.getText());
    };
  }

  private YamlNode.Section section(int line, String path) throws IOException {
    SequencedMap<String, YamlNode> children = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      String childPath = path.isEmpty() ? key : path + "." + key;
      int keyLine = line();
      parser.nextToken();
      YamlNode earlier = children.putIfAbsent(key, node(childPath));
      if (earlier != null) {
        problems.add(keyLine, childPath, "given twice, first on line " + earlier.line());
      }
    }
    return new YamlNode.Section(line, path, children);
  }

  private YamlNode.Items items(int line, String path) throws IOException {
    List<YamlNode> children = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      children.add(node(path + "[" + children.size() + "]"));
    }
    return new YamlNode.Items(line, path, children);
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }
}
