package io.lockstep.journal.op;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One component of a path: 1 to 255 bytes of any value but {@code /} and NUL (path_resolution(7)).
 * Names are bytes, not characters: two nodes with different locales must agree. Immutable; safe for
 * all threads.
 */
public final class Name {

  /** NAME_MAX of Linux (limits.h), in bytes. */
  public static final int MAX_BYTES = 255;

  private final byte[] bytes;

  private Name(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Makes a name of a copy of the bytes.
   *
   * @throws IllegalArgumentException if it is empty, too long, or holds a slash or a NUL
   */
  public static Name of(byte[] bytes) {
    checkLength(bytes.length);
    for (byte b : bytes) {
      checkByte(b);
    }
    return new Name(bytes.clone());
  }

  /** Makes a name of the UTF-8 bytes of the text. */
  public static Name of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void checkLength(int length) {
    if (length < 1 || length > MAX_BYTES) {
      throw new IllegalArgumentException("name: expected 1 to 255 bytes, found " + length);
    }
  }

  private static void checkByte(byte b) {
    if (b == 0 || b == '/') {
      throw new IllegalArgumentException("name: expected no NUL and no slash, found byte " + b);
    }
  }

  /** Number of bytes. */
  public int length() {
    return bytes.length;
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The bytes read as UTF-8, for people; malformed bytes become replacement characters. */
  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Name name && Arrays.equals(bytes, name.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
