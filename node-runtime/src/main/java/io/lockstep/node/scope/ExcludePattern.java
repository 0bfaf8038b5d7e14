package io.lockstep.node.scope;

import io.lockstep.journal.op.Name;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * One pattern of {@code exclude}: {@code NAME} for every entry of that name, or {@code /NAME/NAME}
 * for what stands there, seen from the root of a replicated directory. Immutable.
 *
 * @param anchored whether it begins at the root
 * @param names one pattern for each name; exactly one if not anchored
 */
record ExcludePattern(boolean anchored, List<NamePattern> names) {

  /** Reads a pattern. */
  static ExcludePattern of(String text) {
    boolean anchored = text.startsWith("/");
    String[] parts = (anchored ? text.substring(1) : text).split("/", -1);
    if (!anchored && parts.length > 1) {
      throw malformed(text, "a name, or a path that begins with / (the directory's root)");
    }
    for (String part : parts) {
      requireName(text, part);
    }
    if (parts.length == 1 && parts[0].chars().allMatch(c -> c == '*')) {
      throw malformed(text, "something that leaves anything to replicate");
    }
    return new ExcludePattern(anchored, Arrays.stream(parts).map(NamePattern::new).toList());
  }

  private static void requireName(String text, String part) {
    int bytes = part.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > Name.MAX_BYTES || part.equals(".") || part.equals("..")) {
      throw malformed(
          text, "names of 1 to " + Name.MAX_BYTES + " bytes between slashes, without . and ..");
    }
    if (part.chars().anyMatch(c -> c < ' ')) {
      throw malformed(text, "no control characters");
    }
  }

  private static MalformedPatternException malformed(String text, String expected) {
    return new MalformedPatternException(expected, '"' + text + '"');
  }
}
