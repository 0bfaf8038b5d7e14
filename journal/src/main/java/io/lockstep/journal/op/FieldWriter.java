package io.lockstep.journal.op;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Writes little-endian fields one after the other. For one thread. */
final class FieldWriter {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment target;
  private long position;

  FieldWriter(MemorySegment target, long position) {
    this.target = target;
    this.position = position;
  }

  FieldWriter u8(int value) {
    target.set(ValueLayout.JAVA_BYTE, position, (byte) value);
    position += 1;
    return this;
  }

  FieldWriter i32(int value) {
    target.set(INT, position, value);
    position += 4;
    return this;
  }

  FieldWriter i64(long value) {
    target.set(LONG, position, value);
    position += 8;
    return this;
  }

  FieldWriter name(Name name) {
    return bytes8(name.bytes());
  }

  FieldWriter bytes8(byte[] bytes) {
    return u8(bytes.length).copy(MemorySegment.ofArray(bytes));
  }

  FieldWriter bytes16(byte[] bytes) {
    target.set(SHORT, position, (short) bytes.length);
    position += 2;
    return copy(MemorySegment.ofArray(bytes));
  }

  FieldWriter bytes32(byte[] bytes) {
    return i32(bytes.length).copy(MemorySegment.ofArray(bytes));
  }

  FieldWriter copy(MemorySegment bytes) {
    MemorySegment.copy(bytes, 0, target, position, bytes.byteSize());
    position += bytes.byteSize();
    return this;
  }
}
