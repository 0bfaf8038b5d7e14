package io.lockstep.control.config;

import java.util.Collection;
import java.util.Comparator;

/** The nearest known key to a mistyped one. */
public final class Suggestion {

  private Suggestion() {}

  /** "did you mean ...?", or the list of all when nothing is near. */
  public static String among(String typed, Collection<String> known) {
    int near = Math.max(2, typed.length() / 3);
    return known.stream()
        .filter(key -> distance(typed, key) <= near)
        .min(Comparator.comparingInt(key -> distance(typed, key)))
        .map(key -> "did you mean \"" + key + "\"?")
        .orElseGet(() -> "expected one of " + String.join(", ", known));
  }

  /** Levenshtein distance: insertions, deletions and replacements of single characters. */
  static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
