package io.lockstep.control.demo;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * An order that was given its number. As text it is one line of three fields and a checksum,
 * separated by tabs:
 *
 * <pre>number TAB key TAB content TAB crc32c-of-what-is-before-in-8-hex-digits</pre>
 *
 * @param number from 1, without gaps
 * @param key made by the client; the same for every attempt to place this order
 * @param content free text without control characters
 */
public record Order(long number, String key, String content) {
  private static final Pattern LINE =
      Pattern.compile("((\\d{1,18})\\t([^\\t]+)\\t([^\\t]+)\\t)([0-9a-f]{8})");
  private static final Pattern FIELD = Pattern.compile("[^\\p{Cntrl}]{1,4000}");

  public Order {
    if (!isField(key) || !isField(content)) {
      throw new IllegalArgumentException(
          "expected 1 to 4000 characters without control characters in key and content");
    }
  }

  /** Whether a text can be a key or a content. */
  static boolean isField(String text) {
    return FIELD.matcher(text).matches();
  }

  /** The line, without its end. */
  String line() {
    String fields = number + "\t" + key + "\t" + content + "\t";
    return fields + checksum(fields);
  }

  /** Empty if the line is torn or its checksum does not fit. */
  static Optional<Order> parse(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches() || !checksum(matcher.group(1)).equals(matcher.group(5))) {
      return Optional.empty();
    }
    return Optional.of(
        new Order(Long.parseLong(matcher.group(2)), matcher.group(3), matcher.group(4)));
  }

  private static String checksum(String fields) {
    CRC32C crc = new CRC32C();
    crc.update(fields.getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(crc.getValue());
  }
}
