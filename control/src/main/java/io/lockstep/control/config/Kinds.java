package io.lockstep.control.config;

import io.lockstep.control.config.Kind.Unexpected;
import io.lockstep.node.scope.Exclusion;
import io.lockstep.node.scope.MalformedPatternException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of scalars a configuration is made of. */
final class Kinds {

  /** Fits into a file name, a URL and a thread name without escapes. */
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private static final String URL_EXPECTED = "a URL such as http://192.0.2.30:7400";

  private static final Predicate<String> HOST =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,252}|[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9._-]+)?")
          .asMatchPredicate();
  private static final Predicate<String> SIGNAL =
      Pattern.compile("TERM|INT|QUIT|HUP|USR1|USR2|KILL").asMatchPredicate();

  private Kinds() {}

  static Kind<String> text() {
    return matching("", "a text", text -> !text.isBlank());
  }

  static Kind<String> name() {
    return matching(
        "name",
        "a name of letters, digits, dots, dashes and underscores (at most 64, first a letter or"
            + " digit)",
        NAME.asMatchPredicate());
  }

  static Kind<String> host() {
    return matching("localhost", "a host name or address such as 192.0.2.10", HOST);
  }

  static Kind<String> signal() {
    return matching("TERM", "a signal: TERM, INT, QUIT, HUP, USR1, USR2 or KILL", SIGNAL);
  }

  private static Kind<String> matching(String standIn, String expected, Predicate<String> form) {
    return new Kind<>(
        standIn,
        text -> {
          if (!form.test(text)) {
            throw new Unexpected(expected);
          }
          return text;
        });
  }

  static Kind<String> excludePattern() {
    return new Kind<>(
        "name",
        text -> {
          try {
            Exclusion.of(List.of(text));
            return text;
          } catch (MalformedPatternException e) {
            throw new Unexpected(e.expected());
          }
        });
  }

  static Kind<Integer> port() {
    return integer("a port", 1, 65_535);
  }

  static Kind<Integer> integer(String what, int min, int max) {
    return new Kind<>(min, text -> parseInteger(text, what, min, max));
  }

  private static int parseInteger(String text, String what, int min, int max) throws Unexpected {
    long number;
    try {
      number = Long.parseLong(text);
    } catch (NumberFormatException e) {
      number = min - 1L;
    }
    if (number < min || number > max) {
      throw new Unexpected(what + " from " + min + " to " + max);
    }
    return (int) number;
  }

  static Kind<Boolean> truth() {
    return new Kind<>(
        false,
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new Unexpected("true or false");
            });
  }

  /** Milliseconds. */
  static Kind<Long> duration(long minMillis, long maxMillis) {
    return new Kind<>(
        minMillis,
        text -> {
          long millis =
              Quantity.millis(text).orElseThrow(() -> new Unexpected("a duration such as 3s"));
          return within("a duration", millis, minMillis, maxMillis, Quantity::ofMillis);
        });
  }

  /** What another kind takes, or a word for 0. */
  static Kind<Long> orZero(String word, Kind<Long> kind) {
    return new Kind<>(
        0L,
        text -> {
          if (text.equals(word)) {
            return 0L;
          }
          try {
            return kind.parser().parse(text);
          } catch (Unexpected e) {
            throw new Unexpected(e.getMessage() + ", or " + word);
          }
        });
  }

  /** Bytes. */
  static Kind<Long> size(long minBytes, long maxBytes) {
    return new Kind<>(
        minBytes,
        text -> {
          long bytes =
              Quantity.bytes(text).orElseThrow(() -> new Unexpected("a size such as 256MiB"));
          return within("a size", bytes, minBytes, maxBytes, Quantity::ofBytes);
        });
  }

  private static long within(
      String what, long value, long min, long max, LongFunction<String> format) throws Unexpected {
    if (value < min || value > max) {
      throw new Unexpected(what + " from " + format.apply(min) + " to " + format.apply(max));
    }
    return value;
  }

  static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
    return new Kind<>(
        type.getEnumConstants()[0],
        text ->
            Arrays.stream(type.getEnumConstants())
                .filter(constant -> word(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new Unexpected(words(type))));
  }

  private static String words(Class<? extends Enum<?>> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(Kinds::word)
        .collect(Collectors.joining(" or "));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A path; a relative one counts from {@code base}. */
  static Kind<Path> path(Path base) {
    return new Kind<>(
        base,
        text -> {
          if (text.isBlank() || text.indexOf('\0') >= 0) {
            throw new Unexpected("a path");
          }
          return base.resolve(text).normalize();
        });
  }

  /** Where records are put below: so without query and fragment. */
  static Kind<URI> httpUrl() {
    return new Kind<>(
        URI.create("http://localhost"),
        text -> {
          try {
            URI url = new URI(text);
            if (isPlainHttp(url)) {
              return url;
            }
          } catch (URISyntaxException e) {
            throw new Unexpected(URL_EXPECTED);
          }
          throw new Unexpected(URL_EXPECTED);
        });
  }

  private static boolean isPlainHttp(URI url) {
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    return http && url.getHost() != null && url.getQuery() == null && url.getFragment() == null;
  }
}
