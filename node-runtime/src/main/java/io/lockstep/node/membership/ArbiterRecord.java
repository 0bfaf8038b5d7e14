package io.lockstep.node.membership;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who was granted an epoch: what an arbiter keeps for ever.
 *
 * <p>As bytes it is the JSON object {@code {"node":"alpha","epochId":"..."}}. Both fields are plain
 * words without anything to escape, so one fixed pattern reads all that any version writes, and
 * this module needs no JSON library; everything else is refused rather than guessed at.
 */
public record ArbiterRecord(String node, UUID epochId) {

  /** Far more than a record needs. */
  public static final int MAX_BYTES = 4096;

  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";
  private static final String ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final Pattern VALID_NAME = Pattern.compile(NAME);
  private static final Pattern JSON =
      Pattern.compile(
          "\\s*\\{\\s*\"node\"\\s*:\\s*\"(NAME)\"\\s*,\\s*\"epochId\"\\s*:\\s*\"(ID)\"\\s*}\\s*"
              .replace("NAME", NAME)
              .replace("ID", ID));

  public ArbiterRecord {
    checkName(node);
  }

  /**
   * Checks the name of a cluster or node: 1 to 64 letters, digits, dots, hyphens and underscores,
   * the first a letter or digit; so it is also safe as the name of a file and in a URL.
   *
   * @throws IllegalArgumentException if it is not
   */
  static String checkName(String name) {
    if (!VALID_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("name: expected " + NAME + ", found '" + name + "'");
    }
    return name;
  }

  /** The JSON object. */
  public String toJson() {
    return "{\"node\":\"" + node + "\",\"epochId\":\"" + epochId + "\"}";
  }

  /** Reads what {@link #toJson} has written; empty if it is anything else. */
  public static Optional<ArbiterRecord> parse(byte[] json) {
    if (json.length > MAX_BYTES) {
      return Optional.empty();
    }
    Matcher matcher = JSON.matcher(new String(json, StandardCharsets.UTF_8));
    return matcher.matches()
        ? Optional.of(new ArbiterRecord(matcher.group(1), UUID.fromString(matcher.group(2))))
        : Optional.empty();
  }
}
