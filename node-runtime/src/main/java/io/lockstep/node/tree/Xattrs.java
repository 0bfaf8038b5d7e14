package io.lockstep.node.tree;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.ExtendedAttributes;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads extended attributes of what a descriptor of any kind stands for. Stateless. */
public final class Xattrs {

  private Xattrs() {}

  /** Names without their NUL, sorted as bytes; none if the file system has no attributes. */
  public static List<byte[]> names(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment list = arena.allocate(ExtendedAttributes.MAX_BYTES);
      long length = ExtendedAttributes.listxattr(PathBytes.ofDescriptor(fd), list, list.byteSize());
      if (length == -Errno.EOPNOTSUPP) {
        return List.of();
      }
      SystemCallException.check("listxattr", length);
      List<byte[]> names = split(list.asSlice(0, length).toArray(JAVA_BYTE));
      names.sort(Arrays::compare);
      return names;
    }
  }

  private static List<byte[]> split(byte[] list) {
    List<byte[]> names = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i < list.length; i++) {
      if (list[i] == 0) {
        names.add(Arrays.copyOfRange(list, begin, i));
        begin = i + 1;
      }
    }
    return names;
  }

  /** The value, or null if there is none of that name. */
  public static byte[] value(int fd, byte[] name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(ExtendedAttributes.MAX_BYTES);
      long length =
          ExtendedAttributes.getxattr(PathBytes.ofDescriptor(fd), name, value, value.byteSize());
      if (length == -Errno.ENODATA || length == -Errno.EOPNOTSUPP) {
        return null;
      }
      SystemCallException.check("getxattr", length);
      return value.asSlice(0, length).toArray(JAVA_BYTE);
    }
  }
}
