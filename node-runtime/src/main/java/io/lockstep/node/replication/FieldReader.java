package io.lockstep.node.replication;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Reads the fields of a control frame; every length is checked before anything is made of it. */
final class FieldReader {

  private final ByteBuffer buffer;

  /** Reads behind the header of a frame that takes the whole (little-endian) buffer. */
  FieldReader(ByteBuffer frame) {
    this.buffer = frame.position(FrameHeader.BYTES);
  }

  int u8() {
    return Byte.toUnsignedInt(need(1).get());
  }

  int u16() {
    return Short.toUnsignedInt(need(Short.BYTES).getShort());
  }

  int i32() {
    return need(Integer.BYTES).getInt();
  }

  long i64() {
    return need(Long.BYTES).getLong();
  }

  boolean flag() {
    int value = u8();
    if (value > 1) {
      throw new MalformedFrameException("flag: expected 0 or 1, found " + value);
    }
    return value == 1;
  }

  UUID uuid() {
    return new UUID(i64(), i64());
  }

  byte[] bytes(int min, int max) {
    int length = i32();
    if (length < min || length > max) {
      throw new MalformedFrameException(
          "field length: expected " + min + " to " + max + ", found " + length);
    }
    byte[] value = new byte[length];
    need(length).get(value);
    return value;
  }

  String name() {
    return new String(bytes(0, LinkCodec.MAX_NAME_BYTES), StandardCharsets.UTF_8);
  }

  String text() {
    return new String(bytes(0, LinkCodec.MAX_TEXT_BYTES), StandardCharsets.UTF_8);
  }

  <E extends Enum<E>> E word(Class<E> type) {
    String name = name();
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(name)) {
        return constant;
      }
    }
    throw new MalformedFrameException(
        type.getSimpleName() + ": expected one of its words, found " + name);
  }

  /** All fields have been read: nothing may follow. */
  void end() {
    if (buffer.hasRemaining()) {
      throw new MalformedFrameException(
          "frame: expected its end, found " + buffer.remaining() + " more bytes");
    }
  }

  private ByteBuffer need(int bytes) {
    if (buffer.remaining() < bytes) {
      throw new MalformedFrameException(
          "frame: expected " + bytes + " more bytes, found " + buffer.remaining());
    }
    return buffer;
  }
}
