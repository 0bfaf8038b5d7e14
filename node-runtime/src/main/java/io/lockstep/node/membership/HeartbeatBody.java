package io.lockstep.node.membership;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The fields of a heartbeat, between the header and the MAC of its datagram.
 *
 * <pre>
 * 8 incarnation | 8 counter | 8 sent | 8 heard incarnation | 8 heard counter
 * 2 port of the sender's guardian | 1 length of the sender's name | the name in UTF-8
 * </pre>
 */
final class HeartbeatBody {

  private HeartbeatBody() {}

  static void put(Heartbeat heartbeat, ByteBuffer out) {
    out.putLong(heartbeat.incarnation()).putLong(heartbeat.counter());
    out.putLong(heartbeat.sentNanos());
    out.putLong(heartbeat.heardIncarnation()).putLong(heartbeat.heardCounter());
    out.putShort((short) heartbeat.guardianPort());
    putName(heartbeat.sender(), out);
  }

  /**
   * Reads the fields.
   *
   * @throws java.nio.BufferUnderflowException if they are cut short
   * @throws IllegalArgumentException if one is out of range
   */
  static Heartbeat get(ByteBuffer in, byte flags) {
    long incarnation = in.getLong();
    long counter = in.getLong();
    long sentNanos = in.getLong();
    long heardIncarnation = in.getLong();
    long heardCounter = in.getLong();
    int guardianPort = Short.toUnsignedInt(in.getShort());
    String sender = getName(in);
    return new Heartbeat(
        sender,
        incarnation,
        counter,
        sentNanos,
        (flags & HeartbeatCodec.FLAG_HEARS_PEER) != 0,
        guardianPort,
        heardIncarnation,
        heardCounter);
  }

  private static void putName(String name, ByteBuffer out) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    out.put((byte) checkedLength(bytes.length)).put(bytes);
  }

  private static String getName(ByteBuffer in) {
    int length = checkedLength(Byte.toUnsignedInt(in.get()));
    if (length > in.remaining()) {
      throw new IllegalArgumentException("name: expected " + length + " bytes, found fewer");
    }
    ByteBuffer bytes = in.slice(in.position(), length);
    in.position(in.position() + length);
    try {
      CharBuffer name = StandardCharsets.UTF_8.newDecoder().decode(bytes);
      return name.toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("name: expected UTF-8", e);
    }
  }

  private static int checkedLength(int bytes) {
    if (bytes < 1 || bytes > HeartbeatCodec.MAX_NAME_BYTES) {
      throw new IllegalArgumentException("name: expected 1 to 64 bytes, found " + bytes);
    }
    return bytes;
  }
}
