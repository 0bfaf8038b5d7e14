package io.lockstep.node.replication;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.lockstep.journal.op.OperationCodec;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The header that every frame of the link shares with a journal record (little-endian):
 *
 * <pre>
 *  0 u32 length of the whole frame     16 u64 epoch
 *  4 u32 CRC32C of bytes 8..length     24 u64 sequence (records; otherwise 0)
 *  8 u8  version (1)                   32 i64 time (records; otherwise 0)
 *  9 u8  kind: below 128 a record      40 fields
 * 10 u16 flags, 12 u32 zero
 * </pre>
 */
final class FrameHeader {

  static final int BYTES = OperationCodec.HEADER_BYTES;
  static final int VERSION = 1;
  static final int FIRST_CONTROL_KIND = 128;

  private static final int CRC_AT = 4;
  private static final int CRC_FROM = 8;
  private static final int VERSION_AT = 8;
  private static final int KIND_AT = 9;
  private static final int EPOCH_AT = 16;

  private FrameHeader() {}

  /** Length of the frame that begins at {@code at}, checked against the limits of its sort. */
  static int length(ByteBuffer buffer, int at) {
    int length = buffer.getInt(at);
    int limit = isRecord(buffer, at) ? OperationCodec.MAX_RECORD_BYTES : LinkCodec.MAX_FRAME_BYTES;
    if (length < BYTES || length > limit) {
      throw new MalformedFrameException(
          "frame length: expected " + BYTES + " to " + limit + ", found " + length);
    }
    return length;
  }

  static boolean isRecord(ByteBuffer buffer, int at) {
    return kind(buffer, at) < FIRST_CONTROL_KIND;
  }

  static int kind(ByteBuffer buffer, int at) {
    return Byte.toUnsignedInt(buffer.get(at + KIND_AT));
  }

  static long epoch(ByteBuffer buffer, int at) {
    return buffer.getLong(at + EPOCH_AT);
  }

  /** Fills in the header of a frame that takes the whole buffer. */
  static void seal(ByteBuffer frame, int kind, long epoch) {
    frame.order(LITTLE_ENDIAN).putInt(0, frame.limit());
    frame.put(VERSION_AT, (byte) VERSION).put(KIND_AT, (byte) kind).putLong(EPOCH_AT, epoch);
    frame.putInt(CRC_AT, crc(frame));
  }

  /** Checks version and checksum of a frame that takes the whole buffer. */
  static void check(ByteBuffer frame) {
    int version = frame.get(VERSION_AT);
    if (version != VERSION) {
      throw new MalformedFrameException(
          "frame version: expected " + VERSION + ", found " + version + "; update the older node");
    }
    int crc = crc(frame);
    if (crc != frame.getInt(CRC_AT)) {
      throw new MalformedFrameException(
          "frame checksum: expected %08x, found %08x; the connection is not reliable"
              .formatted(frame.getInt(CRC_AT), crc));
    }
  }

  private static int crc(ByteBuffer frame) {
    CRC32C crc = new CRC32C();
    crc.update(frame.slice(CRC_FROM, frame.limit() - CRC_FROM));
    return (int) crc.getValue();
  }
}
