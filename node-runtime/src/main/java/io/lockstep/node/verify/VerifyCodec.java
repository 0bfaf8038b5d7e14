package io.lockstep.node.verify;

import io.lockstep.journal.op.Name;
import io.lockstep.node.reintegration.TreePath;
import io.lockstep.node.tree.Digest;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Questions and answers as bytes, big-endian. Trusts nothing it reads. Stateless.
 *
 * <pre>
 * question  u8 version = 1 | u32 number | u32 root | names of the directory | u8 kind | fields
 *  1 itself
 *  2 entries   names
 *  3 content   name | i64 offset | u32 length
 *  4 listing   i64 position
 *  5 keep      text verification | name | i64 offset | i64 length
 * answer    u8 version = 1 | u32 number | u8 kind | fields
 *  1 states    u32 count | states ({@link EntryState#encode}) | names of attributes (texts)
 *  2 bytes     u32 length | 16 digest
 *  3 names     names | i64 next
 *  4 kept
 *  5 unable    text
 * names, text  u32 count | elements;  u16 length | bytes
 * </pre>
 */
public final class VerifyCodec {

  /** Of one piece of a file. */
  static final int MAX_CONTENT_BYTES = 1 << 20;

  /** Of one question or answer. */
  static final int MAX_NAMES = 1024;

  /** Deeper than any path that a program can name. */
  static final int MAX_DEPTH = 2048;

  private static final int MAX_TEXT_BYTES = 4096;
  private static final int MAX_ROOTS = 1023;
  private static final int MAX_MESSAGE_BYTES = 1 << 20;
  private static final byte VERSION = 1;

  private VerifyCodec() {}

  /** Whether a question about it fits: a path may be longer than any program can name. */
  static boolean isTellable(TreePath directory) {
    return directory.names().size() <= MAX_DEPTH;
  }

  public static byte[] encode(Question question) {
    ByteBuffer out = begin(question.number());
    out.putInt(question.directory().root());
    names(out, question.directory().names());
    switch (question.subject()) {
      case Subject.Itself _ -> out.put((byte) 1);
      case Subject.Entries s -> names(out.put((byte) 2), s.names());
      case Subject.Content s ->
          bytes(out.put((byte) 3), s.name().bytes()).putLong(s.offset()).putInt(s.length());
      case Subject.Listing s -> out.put((byte) 4).putLong(s.position());
      case Subject.Keep s ->
          bytes(text(out.put((byte) 5), s.verification()), s.name().bytes())
              .putLong(s.offset())
              .putLong(s.length());
    }
    return end(out);
  }

  public static byte[] encode(Answer answer) {
    ByteBuffer out = begin(answer.number());
    switch (answer.finding()) {
      case Finding.States f -> {
        out.put((byte) 1).putInt(f.states().size());
        f.states().forEach(state -> state.encode(out));
        out.putInt(f.xattrNames().size());
        f.xattrNames().forEach(name -> text(out, name));
      }
      case Finding.Bytes f -> digest(out.put((byte) 2).putInt(f.length()), f.digest());
      case Finding.Names f -> names(out.put((byte) 3), f.names()).putLong(f.next());
      case Finding.Kept _ -> out.put((byte) 4);
      case Finding.Unable f -> text(out.put((byte) 5), f.why());
    }
    return end(out);
  }

  private static ByteBuffer begin(int number) {
    return ByteBuffer.allocate(MAX_MESSAGE_BYTES).put(VERSION).putInt(number);
  }

  private static byte[] end(ByteBuffer out) {
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  private static ByteBuffer names(ByteBuffer out, List<Name> names) {
    out.putInt(names.size());
    names.forEach(name -> bytes(out, name.bytes()));
    return out;
  }

  private static ByteBuffer bytes(ByteBuffer out, byte[] bytes) {
    return out.putShort((short) bytes.length).put(bytes);
  }

  private static ByteBuffer text(ByteBuffer out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, MAX_TEXT_BYTES);
    return out.putShort((short) length).put(bytes, 0, length);
  }

  private static void digest(ByteBuffer out, Digest digest) {
    out.putLong(digest.high()).putLong(digest.low());
  }

  /**
   * Reads a question.
   *
   * @throws IllegalArgumentException if it is none, whatever the bytes are
   */
  public static Question question(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return whole(
        in,
        () -> {
          int number = number(in);
          TreePath directory =
              new TreePath(within("root", in.getInt(), 0, MAX_ROOTS), names(in, MAX_DEPTH));
          return new Question(number, directory, subject(in));
        });
  }

  private static Subject subject(ByteBuffer in) {
    return switch (in.get()) {
      case 1 -> new Subject.Itself();
      case 2 -> new Subject.Entries(names(in, MAX_NAMES));
      case 3 ->
          new Subject.Content(
              name(in), offset(in), within("length", in.getInt(), 1, MAX_CONTENT_BYTES));
      case 4 -> new Subject.Listing(in.getLong());
      case 5 -> new Subject.Keep(text(in), name(in), offset(in), offset(in));
      default -> throw new IllegalArgumentException("verify: expected a known question");
    };
  }

  /**
   * Reads an answer.
   *
   * @throws IllegalArgumentException if it is none, whatever the bytes are
   */
  public static Answer answer(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return whole(in, () -> new Answer(number(in), finding(in)));
  }

  private static Finding finding(ByteBuffer in) {
    return switch (in.get()) {
      case 1 -> new Finding.States(states(in), texts(in));
      case 2 ->
          new Finding.Bytes(
              within("length", in.getInt(), 0, MAX_CONTENT_BYTES),
              new Digest(in.getLong(), in.getLong()));
      case 3 -> new Finding.Names(names(in, MAX_NAMES), in.getLong());
      case 4 -> new Finding.Kept();
      case 5 -> new Finding.Unable(text(in));
      default -> throw new IllegalArgumentException("verify: expected a known answer");
    };
  }

  private static <T> T whole(ByteBuffer in, Supplier<T> fields) {
    try {
      T message = fields.get();
      if (in.hasRemaining()) {
        throw new IllegalArgumentException("verify: expected an end, found more bytes");
      }
      return message;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("verify: expected more bytes, found the end", e);
    }
  }

  private static int number(ByteBuffer in) {
    byte version = in.get();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "verify: expected version 1, found " + version + ": written by a newer version");
    }
    return in.getInt();
  }

  private static int within(String what, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "verify: %s: expected %d to %d, found %d".formatted(what, min, max, value));
    }
    return value;
  }

  private static long offset(ByteBuffer in) {
    long value = in.getLong();
    if (value < 0) {
      throw new IllegalArgumentException("verify: expected an offset from 0 on, found " + value);
    }
    return value;
  }

  private static List<EntryState> states(ByteBuffer in) {
    int count = within("states", in.getInt(), 0, MAX_NAMES);
    List<EntryState> states = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      states.add(EntryState.decode(in));
    }
    return states;
  }

  private static List<Name> names(ByteBuffer in, int max) {
    int count = within("names", in.getInt(), 0, max);
    List<Name> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(name(in));
    }
    return names;
  }

  private static List<String> texts(ByteBuffer in) {
    int count = within("texts", in.getInt(), 0, MAX_NAMES);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(text(in));
    }
    return texts;
  }

  /** Neither {@code .} nor {@code ..}: an entry. */
  private static Name name(ByteBuffer in) {
    Name name = Name.of(bytes(in, Name.MAX_BYTES));
    String text = name.length() > 2 ? "" : name.toString();
    if (text.equals(".") || text.equals("..")) {
      throw new IllegalArgumentException("verify: expected an entry, found " + text);
    }
    return name;
  }

  private static String text(ByteBuffer in) {
    return new String(bytes(in, MAX_TEXT_BYTES), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(ByteBuffer in, int max) {
    byte[] bytes = new byte[within("bytes", Short.toUnsignedInt(in.getShort()), 0, max)];
    in.get(bytes);
    return bytes;
  }
}
