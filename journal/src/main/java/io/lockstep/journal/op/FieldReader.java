package io.lockstep.journal.op;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Reads little-endian fields one after the other, never beyond the end of the record. For one
 * thread.
 */
final class FieldReader {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment record;
  private long position;

  FieldReader(MemorySegment record, long position) {
    this.record = record;
    this.position = position;
  }

  /** Moves on by the given number of bytes; the position before. */
  private long take(long bytes) {
    long start = position;
    if (bytes > record.byteSize() - start) {
      throw new MalformedRecordException(
          "record: expected %d bytes at %d, found %d: cut off or damaged"
              .formatted(bytes, start, record.byteSize() - start));
    }
    position += bytes;
    return start;
  }

  int u8() {
    return Byte.toUnsignedInt(record.get(ValueLayout.JAVA_BYTE, take(1)));
  }

  private int u16() {
    return Short.toUnsignedInt(record.get(SHORT, take(2)));
  }

  int i32() {
    return record.get(INT, take(4));
  }

  long i64() {
    return record.get(LONG, take(8));
  }

  Name name() {
    return Name.of(bytes8());
  }

  byte[] bytes8() {
    return copy(u8());
  }

  byte[] bytes16() {
    return copy(u16());
  }

  byte[] bytes32() {
    return copy(Integer.toUnsignedLong(i32()));
  }

  private byte[] copy(long bytes) {
    return slice(bytes).toArray(ValueLayout.JAVA_BYTE);
  }

  MemorySegment slice(long bytes) {
    return record.asSlice(take(bytes), bytes);
  }

  /** Refuses bytes that no field has claimed. */
  void end() {
    if (position != record.byteSize()) {
      throw new MalformedRecordException(
          "record: expected its fields to end at %d, found %d bytes more"
              .formatted(position, record.byteSize() - position));
    }
  }
}
