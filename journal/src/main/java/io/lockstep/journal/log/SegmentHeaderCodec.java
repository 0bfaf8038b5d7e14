package io.lockstep.journal.log;

import io.lockstep.journal.op.MalformedRecordException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The first excerpt of a segment. Little-endian.
 *
 * <pre>
 *  offset  bytes
 *   0      8     magic "LSSEGMT1"
 *   8      4     version, 1
 *  12      4     CRC32C of bytes 16 to 72
 *  16      8     number of the segment
 *  24      8     epoch
 *  32     16     epoch id, most significant half first
 *  48      8     first sequence
 *  56      8     last sequence of the journal just before this segment began
 *  64      8     number of the oldest segment that was not known to be on disk by then
 * </pre>
 */
final class SegmentHeaderCodec {

  /**
   * A header with what recovery needs to know about the segments before it.
   *
   * @param number of the segment, rising by one
   * @param previousLast last sequence of the journal just before this segment began
   * @param durableBelow every segment with a lower number was whole and on disk by then
   */
  record Preamble(long number, SegmentHeader header, long previousLast, long durableBelow) {}

  static final int BYTES = 72;

  private static final long MAGIC = 0x31544d474553534cL;
  private static final int VERSION = 1;
  private static final int CHECKED_FROM = 16;

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private SegmentHeaderCodec() {}

  static void encode(Preamble preamble, MemorySegment target) {
    SegmentHeader header = preamble.header();
    target.set(LONG, 0, MAGIC);
    target.set(INT, 8, VERSION);
    target.set(LONG, 16, preamble.number());
    target.set(LONG, 24, header.epoch());
    target.set(LONG, 32, header.epochId().getMostSignificantBits());
    target.set(LONG, 40, header.epochId().getLeastSignificantBits());
    target.set(LONG, 48, header.firstSequence());
    target.set(LONG, 56, preamble.previousLast());
    target.set(LONG, 64, preamble.durableBelow());
    target.set(INT, 12, checksum(target));
  }

  static Preamble decode(MemorySegment excerpt) {
    check("segment header bytes", BYTES, excerpt.byteSize());
    check("segment header magic", MAGIC, excerpt.get(LONG, 0));
    check("segment header checksum", checksum(excerpt), excerpt.get(INT, 12));
    check("segment header version", VERSION, excerpt.get(INT, 8));
    UUID epochId = new UUID(excerpt.get(LONG, 32), excerpt.get(LONG, 40));
    SegmentHeader header = new SegmentHeader(excerpt.get(LONG, 24), epochId, excerpt.get(LONG, 48));
    return new Preamble(
        excerpt.get(LONG, 16), header, excerpt.get(LONG, 56), excerpt.get(LONG, 64));
  }

  private static void check(String what, long expected, long found) {
    if (expected != found) {
      throw new MalformedRecordException(
          what + ": expected " + expected + ", found " + found + ": damaged, or not a segment");
    }
  }

  private static int checksum(MemorySegment header) {
    CRC32C crc = new CRC32C();
    crc.update(header.asSlice(CHECKED_FROM, BYTES - CHECKED_FROM).asByteBuffer());
    return (int) crc.getValue();
  }
}
