package io.lockstep.node.tree;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Reads where a symbolic link points. Stateless. */
public final class SymlinkTarget {

  /** PATH_MAX (limits.h): no target is longer. */
  private static final int MAX_BYTES = 4096;

  private SymlinkTarget() {}

  static byte[] read(CachedFd directory, byte[] name) {
    return read(directory.fd(), name);
  }

  /** The target bytes; an empty name means what the descriptor itself stands for. */
  public static byte[] read(int directoryFd, byte[] name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(MAX_BYTES);
      long length =
          SystemCallException.check(
              "readlinkat", Directories.readlinkat(directoryFd, name, target, MAX_BYTES));
      return target.asSlice(0, length).toArray(JAVA_BYTE);
    }
  }
}
