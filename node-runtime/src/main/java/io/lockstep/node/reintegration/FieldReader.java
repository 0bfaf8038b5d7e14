package io.lockstep.node.reintegration;

import io.lockstep.journal.op.Name;
import io.lockstep.node.tree.Digest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads fields from bytes of the peer: every length is bounded before it is believed. */
final class FieldReader {

  private final ByteBuffer in;

  FieldReader(ByteBuffer in) {
    this.in = in;
  }

  private void need(int bytes) throws MalformedStateMessageException {
    if (in.remaining() < bytes) {
      throw new MalformedStateMessageException("field", bytes + " more bytes", in.remaining());
    }
  }

  void expectEnd() throws MalformedStateMessageException {
    if (in.hasRemaining()) {
      throw new MalformedStateMessageException("end", "no more bytes", in.remaining());
    }
  }

  int u8() throws MalformedStateMessageException {
    need(1);
    return Byte.toUnsignedInt(in.get());
  }

  boolean flag() throws MalformedStateMessageException {
    return (int) within("flag", u8(), 0, 1) == 1;
  }

  int i32() throws MalformedStateMessageException {
    need(Integer.BYTES);
    return in.getInt();
  }

  long i64() throws MalformedStateMessageException {
    need(Long.BYTES);
    return in.getLong();
  }

  long i64(String what, long min, long max) throws MalformedStateMessageException {
    return within(what, i64(), min, max);
  }

  int i32(String what, int min, int max) throws MalformedStateMessageException {
    return (int) within(what, i32(), min, max);
  }

  private static long within(String what, long value, long min, long max)
      throws MalformedStateMessageException {
    if (value < min || value > max) {
      throw new MalformedStateMessageException(what, min + " to " + max, value);
    }
    return value;
  }

  Digest hash() throws MalformedStateMessageException {
    return new Digest(i64(), i64());
  }

  List<Digest> hashes(int max) throws MalformedStateMessageException {
    int count = i32("number of hashes", 1, max);
    need(count * Digest.BYTES);
    List<Digest> hashes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      hashes.add(hash());
    }
    return hashes;
  }

  byte[] bytes(String what, int min, int max) throws MalformedStateMessageException {
    byte[] bytes = new byte[boundedLength(what, min, max)];
    in.get(bytes);
    return bytes;
  }

  private int boundedLength(String what, int min, int max) throws MalformedStateMessageException {
    int length = i32("length of " + what, min, max);
    need(length);
    return length;
  }

  /** One path component; neither {@code .} nor {@code ..}. */
  Name name() throws MalformedStateMessageException {
    byte[] bytes = bytes("name", 1, Name.MAX_BYTES);
    try {
      return checkNotDot(Name.of(bytes));
    } catch (IllegalArgumentException e) {
      throw new MalformedStateMessageException("name", "a path component", e.getMessage());
    }
  }

  private static Name checkNotDot(Name name) {
    String text = name.length() > 2 ? "" : name.toString();
    if (text.equals(".") || text.equals("..")) {
      throw new IllegalArgumentException("name: expected an entry, found " + text);
    }
    return name;
  }

  List<Name> names(int max) throws MalformedStateMessageException {
    int count = i32("number of names", 0, max);
    List<Name> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(name());
    }
    return names;
  }

  List<BlockRanges.Range> ranges() throws MalformedStateMessageException {
    int count = i32("number of ranges", 0, BlockRanges.MAX_RANGES);
    List<BlockRanges.Range> ranges = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long first = i64("first block", 0, BlockRanges.END - 1);
      ranges.add(new BlockRanges.Range(first, i64("end block", first + 1, BlockRanges.END)));
    }
    return ranges;
  }
}
