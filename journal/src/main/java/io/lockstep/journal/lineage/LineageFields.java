package io.lockstep.journal.lineage;

import io.lockstep.journal.op.MalformedRecordException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Reads the fields of a record one after the other, each within its limits. For one thread. */
final class LineageFields {

  private final ByteBuffer in;

  LineageFields(ByteBuffer in) {
    this.in = in;
  }

  long number() {
    try {
      return in.getLong();
    } catch (BufferUnderflowException e) {
      throw new MalformedRecordException("node record: expected 8 bytes more, found its end", e);
    }
  }

  UUID id() {
    long most = number();
    return new UUID(most, number());
  }

  boolean flag() {
    return u8(1) == 1;
  }

  <T> T choice(T[] values) {
    return values[u8(values.length - 1)];
  }

  private int u8(int max) {
    int value = in.hasRemaining() ? Byte.toUnsignedInt(in.get()) : -1;
    return checked("a number", value, max);
  }

  int count(int max) {
    return checked("a count", in.remaining() >= 4 ? in.getInt() : -1, max);
  }

  String text(int maxBytes) {
    int length = in.remaining() >= 2 ? Short.toUnsignedInt(in.getShort()) : -1;
    checked("a length", length, Math.min(maxBytes, in.remaining()));
    ByteBuffer bytes = in.slice(in.position(), length);
    in.position(in.position() + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedRecordException("node record: expected UTF-8, found other bytes", e);
    }
  }

  void end() {
    checked("no bytes behind the record", in.remaining(), 0);
  }

  private static int checked(String what, int value, int max) {
    if (value < 0 || value > max) {
      throw new MalformedRecordException(
          "node record: expected %s from 0 to %d, found %d".formatted(what, max, value));
    }
    return value;
  }
}
