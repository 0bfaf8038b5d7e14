package io.lockstep.control.cli;

import io.lockstep.control.config.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Durations and moments as people type them. Pure. */
final class Durations {
  private static final Pattern MILLIS = Pattern.compile("\\d{10,16}");

  private Durations() {}

  /** Reads {@code 500ms}, {@code 30s}, {@code 5m}, {@code 2h} or {@code 7d}. */
  static Duration parse(String text) {
    return Duration.ofMillis(
        Quantity.millis(text)
            .orElseThrow(
                () ->
                    new TypeConversionException(
                        "expected a duration such as 500ms, 30s, 5m, 2h or 7d, found '"
                            + text
                            + "'")));
  }

  /**
   * Reads a moment: {@code 2026-01-31T10:15:30Z}, milliseconds since 1970, or a duration that is
   * counted back from now.
   */
  static Instant parseMoment(String text, Instant now) {
    OptionalLong ago = Quantity.millis(text);
    if (ago.isPresent()) {
      return now.minusMillis(ago.getAsLong());
    }
    if (MILLIS.matcher(text).matches()) {
      return Instant.ofEpochMilli(Long.parseLong(text));
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "expected a moment such as 2026-01-31T10:15:30Z, or 10m for ten minutes ago, found '"
              + text
              + "'");
    }
  }
}
