package io.lockstep.node.capture;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.lockstep.node.posix.ExtendedAttributes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** The extended attributes of an original file, by a path that leads to it. One thread. */
final class OriginalXattrs {

  private final byte[] path;
  private final MemorySegment buffer;

  OriginalXattrs(byte[] path, Arena arena) {
    this.path = path;
    this.buffer = arena.allocate(ExtendedAttributes.MAX_BYTES);
  }

  /** Their names, in the file system's order. */
  List<String> names() {
    long bytes =
        RequestRefused.check(
            ExtendedAttributes.listxattr(path, buffer, ExtendedAttributes.MAX_BYTES));
    String list = new String(bytes(bytes), ISO_8859_1);
    return list.isEmpty() ? List.of() : List.of(list.split("\0", 0));
  }

  /** The value of one that is there. */
  byte[] value(String name) {
    return bytes(
        RequestRefused.check(
            ExtendedAttributes.getxattr(
                path, name.getBytes(ISO_8859_1), buffer, ExtendedAttributes.MAX_BYTES)));
  }

  boolean has(String name) {
    return ExtendedAttributes.getxattr(path, name.getBytes(ISO_8859_1), MemorySegment.NULL, 0) >= 0;
  }

  /** Sets one; 0 or a negative errno. */
  int set(String name, byte[] value) {
    MemorySegment.copy(value, 0, buffer, ValueLayout.JAVA_BYTE, 0, value.length);
    return ExtendedAttributes.setxattr(path, name.getBytes(ISO_8859_1), buffer, value.length, 0);
  }

  private byte[] bytes(long length) {
    return buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
  }
}
