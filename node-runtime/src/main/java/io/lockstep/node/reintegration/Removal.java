package io.lockstep.node.reintegration;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Dirent;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.OpenFlags;
import java.io.IOException;

/** Removes entries with everything below them, never through a symbolic link. */
public final class Removal {

  private static final int DIRECTORY_FLAGS =
      OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC;

  private Removal() {}

  /** Nothing stands at the name afterwards. */
  public static void remove(int directoryFd, byte[] name) throws IOException {
    int result = Directories.unlinkat(directoryFd, name, 0);
    // unlink(2) of a directory: EISDIR on Linux, EPERM by POSIX.
    if (result == -Errno.EISDIR || result == -Errno.EPERM) {
      removeDirectory(directoryFd, name);
    } else if (result != -Errno.ENOENT) {
      Calls.check("unlink", result);
    }
  }

  private static void removeDirectory(int parentFd, byte[] name) throws IOException {
    int fd = Calls.check("open directory", Descriptors.openat(parentFd, name, DIRECTORY_FLAGS, 0));
    try {
      for (byte[] entry : Dirent.list(fd)) {
        remove(fd, entry);
      }
    } finally {
      Descriptors.close(fd);
    }
    Calls.check("rmdir", Directories.unlinkat(parentFd, name, Directories.AT_REMOVEDIR));
  }
}
