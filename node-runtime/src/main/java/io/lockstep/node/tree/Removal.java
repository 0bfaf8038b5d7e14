package io.lockstep.node.tree;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Dirent;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.SystemCallException;

/** Removes an entry with all it holds, one name in one open directory at a time. */
final class Removal {

  private static final int DIRECTORY =
      OpenFlags.O_RDONLY
          | OpenFlags.O_DIRECTORY
          | OpenFlags.O_NOFOLLOW
          | OpenFlags.O_NOATIME
          | OpenFlags.O_CLOEXEC;

  private final OpenFiles open;

  Removal(OpenFiles open) {
    this.open = open;
  }

  /** Removes what stands at the name; nothing to do if nothing does. */
  void remove(CachedFd parent, byte[] name) {
    remove(parent.handle().root(), parent.fd(), name);
  }

  /** The same in an open directory of that root. */
  void remove(int root, int directoryFd, byte[] name) {
    forget(root, directoryFd, name);
    int result = Directories.unlinkat(directoryFd, name, 0);
    if (result == -Errno.EISDIR) {
      empty(root, directoryFd, name);
      result = Directories.unlinkat(directoryFd, name, Directories.AT_REMOVEDIR);
    }
    if (result != -Errno.ENOENT) {
      SystemCallException.check("unlinkat", result);
    }
  }

  /** Cached descriptors would keep the removed file's blocks. */
  private void forget(int root, int directoryFd, byte[] name) {
    HandleBuffer buffer = HandleBuffer.ofThread();
    if (buffer.read(directoryFd, name, 0) == 0) {
      open.forget(buffer.handle(root));
    }
  }

  private void empty(int root, int directoryFd, byte[] name) {
    int inner =
        SystemCallException.check("openat", Descriptors.openat(directoryFd, name, DIRECTORY, 0));
    try {
      for (byte[] child : Dirent.list(inner)) {
        remove(root, inner, child);
      }
    } finally {
      Descriptors.close(inner);
    }
  }
}
