package io.lockstep.node.shelter;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a daemon and its guardian say to each other. Immutable. On the wire, big-endian:
 *
 * <pre>
 * 4 magic "LKGD" | 1 version | 1 kind | 2 length of the key | key
 * 2 number of words, then for each: 2 length | word                     (all text in UTF-8)
 * </pre>
 *
 * @param key what it is about, empty for kinds that need none
 * @param words what is to be remembered with the key
 */
public record GuardMessage(Kind kind, String key, List<String> words) {

  /** Of a whole message. */
  public static final int MAX_BYTES = 16 * 1024;

  private static final int MAGIC = 0x4c4b4744;
  private static final byte VERSION = 1;
  private static final int MAX_WORDS = 64;

  /** The daemon asks, but for the last three, which the guardian answers to {@link #ASK}. */
  public enum Kind {
    /** Keep the descriptor that comes with this. */
    PARK,
    /** Set the words of a key. */
    NOTE,
    /** Let go of a key. */
    UNPARK,
    /** Tell all that is kept. */
    ASK,
    /** The daemon's role is decided: what it came back for is done. */
    SETTLED,
    /** One key, with its descriptor. */
    ITEM,
    /** One key without a descriptor. */
    WORDS,
    /** That was all. */
    END
  }

  public GuardMessage {
    words = List.copyOf(words);
  }

  /** A message without key and words. */
  public static GuardMessage of(Kind kind) {
    return new GuardMessage(kind, "", List.of());
  }

  /**
   * Its bytes.
   *
   * @throws IllegalArgumentException if it is beyond a bound
   */
  public byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(MAX_BYTES);
    try {
      out.putInt(MAGIC).put(VERSION).put((byte) kind.ordinal());
      put(key, out);
      if (words.size() > MAX_WORDS) {
        throw new IllegalArgumentException("guardian: expected at most 64 words");
      }
      out.putShort((short) words.size());
      words.forEach(word -> put(word, out));
    } catch (java.nio.BufferOverflowException e) {
      throw new IllegalArgumentException(
          "guardian: expected a message of at most " + MAX_BYTES + " bytes, found more", e);
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  private static void put(String text, ByteBuffer out) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > Short.MAX_VALUE) {
      throw new IllegalArgumentException(
          "guardian: expected at most 32767 bytes of text, found " + bytes.length);
    }
    out.putShort((short) bytes.length).put(bytes);
  }

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException whatever is wrong with it
   */
  public static GuardMessage decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      if (in.getInt() != MAGIC || in.get() != VERSION) {
        throw new IllegalArgumentException(
            "guardian: expected a message of version 1; was the program updated? restart the node");
      }
      GuardMessage message = new GuardMessage(kind(in.get()), text(in), words(in));
      if (in.hasRemaining()) {
        throw new IllegalArgumentException("guardian: a message with more behind its end");
      }
      return message;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("guardian: a message that is cut short", e);
    }
  }

  private static Kind kind(byte code) {
    Kind[] kinds = Kind.values();
    if (code < 0 || code >= kinds.length) {
      throw new IllegalArgumentException("guardian: a message of unknown kind " + code);
    }
    return kinds[code];
  }

  private static List<String> words(ByteBuffer in) {
    int count = in.getShort();
    if (count < 0 || count > MAX_WORDS) {
      throw new IllegalArgumentException("guardian: expected at most 64 words, found " + count);
    }
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      words.add(text(in));
    }
    return words;
  }

  private static String text(ByteBuffer in) {
    int length = in.getShort();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("guardian: a text longer than its message");
    }
    ByteBuffer bytes = in.slice(in.position(), length);
    in.position(in.position() + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("guardian: expected UTF-8", e);
    }
  }
}
