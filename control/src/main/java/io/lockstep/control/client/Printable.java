package io.lockstep.control.client;

import java.util.regex.Pattern;

/**
 * Text as it may go to a terminal: a name from elsewhere may hold characters that end a line or
 * command the terminal. Pure.
 */
public final class Printable {

  /** C0, DEL, and C1, in which a single character begins a command. */
  private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f-\\x9f]");

  private Printable() {}

  /** The same with each control character as {@code \xHH}. */
  public static String of(String text) {
    return CONTROL
        .matcher(text)
        .replaceAll(found -> "\\\\x%02x".formatted((int) found.group().charAt(0)));
  }
}
