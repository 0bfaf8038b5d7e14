package io.lockstep.control.config;

import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whole numbers with a unit: durations ({@code 200ms}, {@code 3s}, {@code 10m}, {@code 24h}, {@code
 * 7d}) and sizes ({@code 64KiB}, {@code 256MiB}, {@code 8GiB}). A number without a unit is refused:
 * it could mean anything.
 */
public final class Quantity {

  private record Unit(String name, long factor) {}

  private static final List<Unit> TIME =
      List.of(
          new Unit("d", 86_400_000),
          new Unit("h", 3_600_000),
          new Unit("m", 60_000),
          new Unit("s", 1000),
          new Unit("ms", 1));

  private static final List<Unit> SIZE =
      List.of(
          new Unit("TiB", 1L << 40),
          new Unit("GiB", 1L << 30),
          new Unit("MiB", 1L << 20),
          new Unit("KiB", 1L << 10),
          new Unit("B", 1));

  private static final Pattern FORM = Pattern.compile("([0-9]{1,15}) ?([A-Za-z]{1,3})");

  private Quantity() {}

  /** Milliseconds of a duration, or empty when the text is none. */
  public static OptionalLong millis(String text) {
    return parse(text, TIME);
  }

  /** Bytes of a size, or empty when the text is none. */
  public static OptionalLong bytes(String text) {
    return parse(text, SIZE);
  }

  /** The shortest exact way to write a duration. */
  public static String ofMillis(long millis) {
    return format(millis, TIME);
  }

  /** The shortest exact way to write a size. */
  public static String ofBytes(long bytes) {
    return format(bytes, SIZE);
  }

  private static OptionalLong parse(String text, List<Unit> units) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    return units.stream()
        .filter(unit -> unit.name().equals(matcher.group(2)))
        .filter(unit -> number <= Long.MAX_VALUE / unit.factor())
        .mapToLong(unit -> number * unit.factor())
        .findFirst();
  }

  private static String format(long value, List<Unit> units) {
    return units.stream()
        .filter(unit -> value % unit.factor() == 0 && value != 0)
        .findFirst()
        .map(unit -> value / unit.factor() + unit.name())
        .orElse("0" + units.get(units.size() - 1).name());
  }
}
