package io.lockstep.node.replication;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** Writes the fields of a control frame; grows as needed. */
final class FieldWriter {

  private ByteBuffer buffer =
      ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN).position(FrameHeader.BYTES);

  FieldWriter u8(int value) {
    room(1).put((byte) value);
    return this;
  }

  FieldWriter u16(int value) {
    room(Short.BYTES).putShort((short) value);
    return this;
  }

  FieldWriter i32(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  FieldWriter i64(long value) {
    room(Long.BYTES).putLong(value);
    return this;
  }

  FieldWriter flag(boolean value) {
    return u8(value ? 1 : 0);
  }

  FieldWriter uuid(UUID id) {
    return i64(id.getMostSignificantBits()).i64(id.getLeastSignificantBits());
  }

  FieldWriter bytes(byte[] value) {
    i32(value.length);
    room(value.length).put(value);
    return this;
  }

  /** A name or a word: refuses what the reader would refuse. */
  FieldWriter name(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > LinkCodec.MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          "name: expected at most " + LinkCodec.MAX_NAME_BYTES + " bytes, found " + bytes.length);
    }
    return bytes(bytes);
  }

  /** Words for people: cut to what the reader takes. */
  FieldWriter text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return bytes(Arrays.copyOf(bytes, Math.min(bytes.length, LinkCodec.MAX_TEXT_BYTES)));
  }

  /** The finished frame. */
  byte[] seal(int kind, long epoch) {
    if (buffer.position() > LinkCodec.MAX_FRAME_BYTES) {
      throw new IllegalArgumentException(
          "frame: expected at most "
              + LinkCodec.MAX_FRAME_BYTES
              + " bytes, found "
              + buffer.position());
    }
    byte[] frame = Arrays.copyOf(buffer.array(), buffer.position());
    FrameHeader.seal(ByteBuffer.wrap(frame), kind, epoch);
    return frame;
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int capacity = Math.max(buffer.capacity() * 2, buffer.position() + bytes);
      buffer =
          ByteBuffer.wrap(Arrays.copyOf(buffer.array(), capacity))
              .order(ByteOrder.LITTLE_ENDIAN)
              .position(buffer.position());
    }
    return buffer;
  }
}
