package io.lockstep.journal.op;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Operations as bytes: one record format for the journal and for the link. Little-endian, not
 * aligned. Safe for all threads.
 *
 * <pre>
 *  offset  bytes
 *   0      4     length of the whole record
 *   4      4     CRC32C (RFC 3720) of bytes 8 to length
 *   8      1     version, 1
 *   9      1     kind
 *  10      2     flags, 0
 *  12      4     reserved, 0
 *  16      8     epoch
 *  24      8     sequence
 *  32      8     time, nanoseconds since 1970
 *  40      ...   fields of the kind
 *
 *  kind                 fields (id, number: 8 bytes; mode, uid, gid, flags: 4; name: 1 + bytes)
 *   1 Bind              file id | parent id | name
 *   2 Create            parent id | file id | mode | uid | gid | rdev (8) | name
 *   3 MakeDirectory     parent id | file id | mode | uid | gid | name
 *   4 Symlink           parent id | file id | uid | gid | name | target (2 + bytes)
 *   5 Link              file id | parent id | name
 *   6 Unlink            parent id | file id | name
 *   7 RemoveDirectory   parent id | file id | name
 *   8 Rename            parent id | new parent id | file id | replaced id | flags | name | new name
 *   9 Write             file id | offset | data length (4) | reserved 0 (4) | data
 *  10 Truncate          file id | size
 *  11 SetAttributes     file id | valid | mode | uid | gid | atime | mtime
 *  12 SetXattr          file id | flags | name | value (4 + bytes)
 *  13 RemoveXattr       file id | name
 *  14 Allocate          file id | mode | offset | length
 *  15 Barrier           file id | data only (1)
 *  16 Heal              parent id | file id | mode | uid | gid | rdev (8) | name | target (2 + bytes)
 *  17 Remnant           file id | extents (4) | data length (4) | (offset | length (4))* | data
 * </pre>
 *
 * <p>Kinds 1 to 99 are operations. The version rises when a field of a known kind changes; a new
 * kind does not change it. The limits of fields are those of {@link OperationLimits}.
 */
public final class OperationCodec {

  /** Bytes before the fields. */
  public static final int HEADER_BYTES = 40;

  /** The most bytes one Write carries: a FUSE request of 256 pages (fs.fuse.max_pages_limit). */
  public static final int MAX_DATA_BYTES = 1 << 20;

  /** The longest record: a Write of {@link #MAX_DATA_BYTES}. What is left of one is shorter. */
  public static final int MAX_RECORD_BYTES = HEADER_BYTES + 24 + MAX_DATA_BYTES;

  private static final int VERSION = 1;
  private static final int CHECKED_FROM = 8;

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private OperationCodec() {}

  /** Length of the record that {@link #encode} makes of the operation. */
  public static int encodedBytes(Operation op) {
    return HEADER_BYTES + OperationFields.bytes(op);
  }

  /**
   * Writes the record to {@code target} from {@code offset} on. The data of a Write is copied
   * straight from its segment.
   *
   * @return length of the record
   * @throws IllegalArgumentException if a field is out of its limits
   * @throws IndexOutOfBoundsException if the target is too short
   */
  public static int encode(Entry entry, MemorySegment target, long offset) {
    Operation op = entry.operation();
    OperationLimits.check(entry);
    int length = encodedBytes(op);
    MemorySegment record = target.asSlice(offset, length);
    record.set(INT, 0, length);
    record.set(ValueLayout.JAVA_BYTE, 8, (byte) VERSION);
    record.set(ValueLayout.JAVA_BYTE, 9, (byte) OperationFields.kind(op));
    record.set(SHORT, 10, (short) 0);
    record.set(INT, 12, 0);
    record.set(LONG, 16, entry.epoch());
    record.set(LONG, 24, entry.sequence());
    record.set(LONG, 32, entry.timeNanos());
    OperationFields.write(op, new FieldWriter(record, HEADER_BYTES));
    record.set(INT, 4, checksum(record));
    return length;
  }

  /**
   * Reads one whole record. The data of a Write is a slice of it, not a copy.
   *
   * @throws MalformedRecordException if it is not exactly one sound record of a known kind
   */
  public static Entry decode(MemorySegment record) {
    verify(record);
    return decodeVerified(record);
  }

  /**
   * Reads the fields of a record that {@link #verify} has accepted and that nobody has changed
   * since: what a journal's reader gives. The checksum is not computed again; the fields are
   * checked as in {@link #decode}.
   *
   * @throws MalformedRecordException if it is not a record of a known kind within its limits
   */
  public static Entry decodeVerified(MemorySegment record) {
    FieldReader fields = new FieldReader(record, HEADER_BYTES);
    try {
      Operation op = OperationFields.read(kind(record), fields);
      fields.end();
      Entry entry = new Entry(epoch(record), sequence(record), record.get(LONG, 32), op);
      OperationLimits.check(entry);
      return entry;
    } catch (IllegalArgumentException e) {
      throw new MalformedRecordException(describe(record) + ": " + e.getMessage(), e);
    }
  }

  /**
   * Checks length, version and checksum, but not the fields.
   *
   * @throws MalformedRecordException if one of them is wrong
   */
  public static void verify(MemorySegment record) {
    checkLength(record);
    int version = Byte.toUnsignedInt(record.get(ValueLayout.JAVA_BYTE, 8));
    int stored = record.get(INT, 4);
    int found = checksum(record);
    if (stored != found) {
      throw new MalformedRecordException(
          "record: expected checksum %08x, found %08x: damaged on its way or on disk"
              .formatted(stored, found));
    }
    if (version != VERSION) {
      throw new MalformedRecordException(
          "record: expected version 1, found " + version + ": written by a newer version");
    }
    if (record.get(SHORT, 10) != 0 || record.get(INT, 12) != 0) {
      throw new MalformedRecordException(
          "record: expected no flags, found some: written by a newer version");
    }
  }

  private static void checkLength(MemorySegment record) {
    long found = record.byteSize();
    if (found < HEADER_BYTES || found > MAX_RECORD_BYTES) {
      throw new MalformedRecordException(
          "record: expected %d to %d bytes, found %d"
              .formatted(HEADER_BYTES, MAX_RECORD_BYTES, found));
    }
    int told = record.get(INT, 0);
    if (told != found) {
      throw new MalformedRecordException(
          "record: expected %d bytes as its length says, found %d: cut off or damaged"
              .formatted(Integer.toUnsignedLong(told), found));
    }
  }

  private static int checksum(MemorySegment record) {
    CRC32C crc = new CRC32C();
    crc.update(record.asSlice(CHECKED_FROM).asByteBuffer());
    return (int) crc.getValue();
  }

  private static String describe(MemorySegment record) {
    return "record " + sequence(record) + " of kind " + kind(record);
  }

  /** The epoch of a record that is at least a header long; nothing else is checked. */
  public static long epoch(MemorySegment record) {
    return headerOf(record).get(LONG, 16);
  }

  /** The sequence of a record that is at least a header long; nothing else is checked. */
  public static long sequence(MemorySegment record) {
    return headerOf(record).get(LONG, 24);
  }

  /** The kind of a record that is at least a header long; nothing else is checked. */
  public static int kind(MemorySegment record) {
    return Byte.toUnsignedInt(headerOf(record).get(ValueLayout.JAVA_BYTE, 9));
  }

  private static MemorySegment headerOf(MemorySegment record) {
    if (record.byteSize() < HEADER_BYTES) {
      throw new MalformedRecordException(
          "record: expected at least 40 bytes, found " + record.byteSize());
    }
    return record;
  }
}
