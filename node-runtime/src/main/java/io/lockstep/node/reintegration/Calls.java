package io.lockstep.node.reintegration;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** System calls whose failure ends a synchronisation, and the ways files are opened here. */
final class Calls {

  static final byte[] SELF = {};

  private static final int PATH_FLAGS =
      OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC;

  private Calls() {}

  /** Passes a result of 0 or more on. */
  static int check(String call, int result) throws IOException {
    return (int) check(call, (long) result);
  }

  /** Passes a result of 0 or more on. */
  static long check(String call, long result) throws IOException {
    if (result < 0) {
      throw new CallFailed(call, (int) -result);
    }
    return result;
  }

  /** The path of an open file, for people. */
  static String path(int fd) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
    } catch (IOException e) {
      return "a file without a known path";
    }
  }

  /** Whether the error means that the entry is not there, or not there any more. */
  static boolean isGone(long result) {
    return result == -Errno.ENOENT
        || result == -Errno.ESTALE
        || result == -Errno.ENOTDIR
        || result == -Errno.ELOOP;
  }

  /** Opens an entry of whatever kind without touching it, never through a symbolic link. */
  static int openPath(int directoryFd, byte[] name) {
    return Descriptors.openat(directoryFd, name, PATH_FLAGS, 0);
  }

  /** Opens what an O_PATH descriptor of a regular file or directory stands for. */
  static int reopen(int pathFd, int accessMode) {
    int flags = accessMode | OpenFlags.O_NOATIME | OpenFlags.O_NOCTTY | OpenFlags.O_CLOEXEC;
    return Descriptors.open(PathBytes.ofDescriptor(pathFd), flags, 0);
  }
}
