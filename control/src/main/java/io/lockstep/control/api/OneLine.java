package io.lockstep.control.api;

/** What somebody sent, as it may appear in a message: short, and on one line. Pure. */
final class OneLine {

  private static final int MAX_CHARS = 80;

  private OneLine() {}

  static String of(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() <= MAX_CHARS ? line : line.substring(0, MAX_CHARS) + "...";
  }
}
