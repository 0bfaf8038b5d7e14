package io.lockstep.node.conflict;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lockstep.journal.op.Name;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes one value as JSON (RFC 8259) on one line. Stateless. */
final class JsonLine {

  private JsonLine() {}

  /** Texts, numbers, booleans, lists and maps of these. */
  static String of(Object value) {
    return switch (value) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(one -> of(one.getKey().toString()) + ":" + of(one.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
      case List<?> list ->
          list.stream().map(JsonLine::of).collect(Collectors.joining(",", "[", "]"));
      case Number number -> number.toString();
      case Boolean flag -> flag.toString();
      default -> text(value.toString());
    };
  }

  private static String text(String value) {
    StringBuilder out = new StringBuilder(value.length() + 2).append('"');
    value.chars().forEach(c -> append(out, (char) c));
    return out.append('"').toString();
  }

  private static void append(StringBuilder out, char c) {
    if (c == '"' || c == '\\') {
      out.append('\\').append(c);
    } else if (c < ' ') {
      out.append("\\u%04x".formatted((int) c));
    } else {
      out.append(c);
    }
  }

  /** A path for people; with the exact bytes behind it where they are no UTF-8. */
  static void path(Map<String, Object> into, List<Name> names) {
    into.put("path", names.stream().map(Name::toString).collect(Collectors.joining("/", "/", "")));
    if (!names.stream().allMatch(JsonLine::isText)) {
      into.put(
          "pathHex",
          names.stream()
              .map(name -> HexFormat.of().formatHex(name.bytes()))
              .collect(Collectors.joining("/", "/", "")));
    }
  }

  private static boolean isText(Name name) {
    return Arrays.equals(name.toString().getBytes(UTF_8), name.bytes());
  }
}
