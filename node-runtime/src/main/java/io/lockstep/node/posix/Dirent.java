package io.lockstep.node.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Reading {@code struct linux_dirent64} (getdents64(2)): u64 inode, s64 offset of the next record,
 * u16 length, u8 type, name with NUL. Stateless.
 */
public final class Dirent {

  private static final int NAME_OFFSET = 19;
  private static final int LIST_BUFFER_BYTES = 64 * 1024;

  private Dirent() {}

  /** Inode number of the record that begins at {@code at}. */
  public static long ino(MemorySegment buffer, long at) {
    return buffer.get(JAVA_LONG_UNALIGNED, at);
  }

  /** Position from which lseek(2) and getdents64(2) go on behind this record. */
  public static long nextOffset(MemorySegment buffer, long at) {
    return buffer.get(JAVA_LONG_UNALIGNED, at + 8);
  }

  /** Length of the record: the next one begins at {@code at} plus this. */
  public static int length(MemorySegment buffer, long at) {
    return Short.toUnsignedInt(buffer.get(JAVA_SHORT_UNALIGNED, at + 16));
  }

  /** DT_ type: st_mode's type bits shifted right by 12, or 0 if the file system does not tell. */
  public static int type(MemorySegment buffer, long at) {
    return buffer.get(JAVA_BYTE, at + 18);
  }

  /** The bytes of the name. */
  public static byte[] name(MemorySegment buffer, long at) {
    long end = at + NAME_OFFSET;
    while (buffer.get(JAVA_BYTE, end) != 0) {
      end++;
    }
    return buffer.asSlice(at + NAME_OFFSET, end - at - NAME_OFFSET).toArray(JAVA_BYTE);
  }

  /** Whether the name is {@code .} or {@code ..}. */
  public static boolean isDot(byte[] name) {
    return name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'));
  }

  /**
   * All names of a directory in the file system's order, without the dots, from the descriptor's
   * beginning.
   *
   * @throws SystemCallException if it cannot be read
   */
  public static List<byte[]> list(int directoryFd) {
    List<byte[]> names = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(LIST_BUFFER_BYTES, 8);
      SystemCallException.check("lseek", Descriptors.lseek(directoryFd, 0, Descriptors.SEEK_SET));
      long filled = fill(directoryFd, buffer);
      while (filled > 0) {
        collect(buffer, filled, names);
        filled = fill(directoryFd, buffer);
      }
    }
    return names;
  }

  private static long fill(int directoryFd, MemorySegment buffer) {
    return SystemCallException.check(
        "getdents64", Directories.getdents64(directoryFd, buffer, buffer.byteSize()));
  }

  private static void collect(MemorySegment buffer, long filled, List<byte[]> names) {
    for (long at = 0; at < filled; at += length(buffer, at)) {
      byte[] name = name(buffer, at);
      if (!isDot(name)) {
        names.add(name);
      }
    }
  }
}
