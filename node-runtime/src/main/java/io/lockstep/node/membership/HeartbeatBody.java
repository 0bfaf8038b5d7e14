package io.lockstep.node.membership;

import io.lockstep.node.role.Readiness;
import io.lockstep.node.role.Role;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of a heartbeat, between the header and the MAC of its datagram.
 *
 * <pre>
 * 8 incarnation | 8 counter | 8 sent | 8 heard incarnation | 8 heard counter
 * 1 length of the sender's name | the name in UTF-8
 * 1 number of modules, and for each:
 *   1 length of its name | the name | 1 role | 1 readiness | 8 epoch | 8 last sequence
 * </pre>
 */
final class HeartbeatBody {

  private HeartbeatBody() {}

  static void put(Heartbeat heartbeat, ByteBuffer out) {
    out.putLong(heartbeat.incarnation()).putLong(heartbeat.counter());
    out.putLong(heartbeat.sentNanos());
    out.putLong(heartbeat.heardIncarnation()).putLong(heartbeat.heardCounter());
    putName(heartbeat.sender(), out);
    out.put((byte) checkedCount(heartbeat.modules().size()));
    for (ModuleState module : heartbeat.modules()) {
      putName(module.module(), out);
      out.put(code(module.role())).put(code(module.readiness()));
      out.putLong(module.epoch()).putLong(module.lastSequence());
    }
  }

  /**
   * Checks that the states fit.
   *
   * @throws IllegalArgumentException if there are too many, or a name is too long
   */
  static void check(List<ModuleState> modules) {
    checkedCount(modules.size());
    modules.forEach(each -> checkedLength(each.module().getBytes(StandardCharsets.UTF_8).length));
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
    String sender = getName(in);
    return new Heartbeat(
        sender,
        incarnation,
        counter,
        sentNanos,
        (flags & HeartbeatCodec.FLAG_HEARS_PEER) != 0,
        (flags & HeartbeatCodec.FLAG_FAREWELL) != 0,
        heardIncarnation,
        heardCounter,
        getModules(in));
  }

  private static List<ModuleState> getModules(ByteBuffer in) {
    int count = checkedCount(Byte.toUnsignedInt(in.get()));
    List<ModuleState> modules = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      modules.add(
          new ModuleState(
              getName(in), role(in.get()), readiness(in.get()), in.getLong(), in.getLong()));
    }
    return modules;
  }

  private static int checkedCount(int modules) {
    if (modules > HeartbeatCodec.MAX_MODULES) {
      throw new IllegalArgumentException(
          "modules: expected at most " + HeartbeatCodec.MAX_MODULES + ", found " + modules);
    }
    return modules;
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

  // Codes are part of the format: they stay when the enums are reordered.

  private static byte code(Role role) {
    return (byte)
        switch (role) {
          case STOP -> 0;
          case WAIT -> 1;
          case ALONE -> 2;
          case PRIM -> 3;
          case SECOND -> 4;
        };
  }

  private static Role role(byte code) {
    return switch (code) {
      case 0 -> Role.STOP;
      case 1 -> Role.WAIT;
      case 2 -> Role.ALONE;
      case 3 -> Role.PRIM;
      case 4 -> Role.SECOND;
      default -> throw new IllegalArgumentException("role: expected 0 to 4, found " + code);
    };
  }

  private static byte code(Readiness readiness) {
    return (byte)
        switch (readiness) {
          case NOT_READY -> 0;
          case TRANSIENT -> 1;
          case READY -> 2;
        };
  }

  private static Readiness readiness(byte code) {
    return switch (code) {
      case 0 -> Readiness.NOT_READY;
      case 1 -> Readiness.TRANSIENT;
      case 2 -> Readiness.READY;
      default -> throw new IllegalArgumentException("readiness: expected 0 to 2, found " + code);
    };
  }
}
