package io.lockstep.node.tree;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.lockstep.journal.op.Name;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Dirent;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.SystemCallException;
import io.lockstep.node.scope.Exclusion;
import io.lockstep.node.scope.Scope;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * What is left of excluded names in a directory that the other node has removed: there it was
 * empty, here it may hold what was never replicated. Safe for all threads.
 */
final class Leftovers {

  private static final int PATH_MAX = 4096;
  private static final int DIRECTORY =
      OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC;

  private final OpenFiles open;
  private final Removal removal;
  private final Exclusion exclusion;

  Leftovers(OpenFiles open, Removal removal, Exclusion exclusion) {
    this.open = open;
    this.removal = removal;
    this.exclusion = exclusion;
  }

  /**
   * Empties a directory of which nothing is left but excluded names.
   *
   * @return whether it is empty now; false, and nothing removed, if it holds anything replicated
   */
  boolean clear(CachedFd parent, byte[] name) {
    if (exclusion.isEmpty()) {
      return false;
    }
    int fd = Descriptors.openat(parent.fd(), name, DIRECTORY, 0);
    if (fd < 0) {
      return false;
    }
    try {
      return clear(parent.handle().root(), fd);
    } finally {
      Descriptors.close(fd);
    }
  }

  private boolean clear(int root, int directoryFd) {
    Scope scope = scopeOf(root, directoryFd);
    List<byte[]> entries = Dirent.list(directoryFd);
    if (!entries.stream().allMatch(entry -> scope.child(Name.of(entry)).isExcluded())) {
      return false;
    }
    entries.forEach(entry -> removal.remove(root, directoryFd, entry));
    return true;
  }

  /** By its path below the root; nobody renames directories above it meanwhile. */
  private Scope scopeOf(int root, int directoryFd) {
    byte[] above = path(open.root(root).fd());
    byte[] path = path(directoryFd);
    Scope scope = exclusion.root();
    int at = above.length + 1;
    while (at < path.length) {
      int end = at;
      while (end < path.length && path[end] != '/') {
        end++;
      }
      scope = scope.child(Name.of(Arrays.copyOfRange(path, at, end)));
      at = end + 1;
    }
    return scope;
  }

  /** proc(5): where the kernel says that an open directory is. */
  private static byte[] path(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocate(PATH_MAX);
      long length =
          SystemCallException.check(
              "readlink",
              Directories.readlinkat(
                  Descriptors.AT_FDCWD, PathBytes.ofDescriptor(fd), path, PATH_MAX));
      return path.asSlice(0, length).toArray(JAVA_BYTE);
    }
  }
}
