package io.lockstep.node.scope;

import java.nio.charset.StandardCharsets;

/**
 * What one name looks like: {@code *} stands for any characters, {@code ?} for one of them, all
 * else for itself (glob(7) without brackets). Names are bytes; a character is one of UTF-8, or a
 * byte that is none. Immutable.
 */
final class NamePattern {

  private static final int CONTINUATION_MASK = 0xC0;
  private static final int CONTINUATION = 0x80;

  private final byte[] pattern;

  NamePattern(String pattern) {
    this.pattern = pattern.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Goes back to the last star whenever what follows it does not fit: at most pattern times name
   * steps.
   */
  boolean matches(byte[] name) {
    int at = 0;
    int in = 0;
    int star = -1;
    int resume = 0;
    while (in < name.length) {
      if (at < pattern.length && pattern[at] == '*') {
        star = at++;
        resume = in;
      } else if (at < pattern.length && pattern[at] == '?') {
        at++;
        in = afterCharacter(name, in);
      } else if (at < pattern.length && pattern[at] == name[in]) {
        at++;
        in++;
      } else if (star >= 0) {
        at = star + 1;
        in = ++resume;
      } else {
        return false;
      }
    }
    return onlyStarsFrom(at);
  }

  private boolean onlyStarsFrom(int start) {
    int at = start;
    while (at < pattern.length && pattern[at] == '*') {
      at++;
    }
    return at == pattern.length;
  }

  private static int afterCharacter(byte[] name, int start) {
    int at = start + 1;
    while (at < name.length && (name[at] & CONTINUATION_MASK) == CONTINUATION) {
      at++;
    }
    return at;
  }
}
