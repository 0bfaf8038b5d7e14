package io.lockstep.node.reintegration;

import io.lockstep.journal.op.Name;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.scope.Exclusion;
import io.lockstep.node.scope.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Descriptors of the replicated directories; everything is reached from them. One thread. */
final class TreeRoots implements AutoCloseable {

  /** What mkfs puts into the root of a file system: belongs to the disk, not to the tree. */
  private static final Name LOST_AND_FOUND = Name.of("lost+found");

  private static final int DIRECTORY_FLAGS =
      OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC;

  private final List<Integer> descriptors = new ArrayList<>();
  private final Exclusion exclusion;

  private TreeRoots(Exclusion exclusion) {
    this.exclusion = exclusion;
  }

  static TreeRoots open(List<Path> directories, Exclusion exclusion) throws IOException {
    TreeRoots roots = new TreeRoots(exclusion);
    try {
      for (Path directory : directories) {
        int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC;
        int fd = Descriptors.open(PathBytes.of(directory), flags, 0);
        roots.descriptors.add(Calls.check("open " + directory, fd));
      }
      return roots;
    } catch (IOException | RuntimeException e) {
      roots.close();
      throw e;
    }
  }

  int count() {
    return descriptors.size();
  }

  int descriptor(int root) {
    return descriptors.get(root);
  }

  /**
   * Opens a directory for reading, name by name, never through a symbolic link: a descriptor for
   * the caller to close, or a negative errno.
   */
  int openDirectory(TreePath path) {
    int fd = Descriptors.openat(descriptor(path.root()), new byte[] {'.'}, DIRECTORY_FLAGS, 0);
    for (Name name : path.names()) {
      if (fd < 0) {
        return fd;
      }
      int next = Descriptors.openat(fd, name.bytes(), DIRECTORY_FLAGS, 0);
      Descriptors.close(fd);
      fd = next;
    }
    return fd;
  }

  /** Where a directory stands with regard to what is excluded. */
  Scope scopeOf(TreePath directory) {
    return exclusion.at(directory.names());
  }

  /**
   * Whether an entry is left out of the comparison: {@code lost+found} of a root, and what is not
   * replicated.
   */
  static boolean isLeftOut(TreePath directory, Scope scope, Name name) {
    return scope.child(name).isExcluded()
        || (directory.names().isEmpty() && name.equals(LOST_AND_FOUND));
  }

  @Override
  public void close() {
    descriptors.forEach(Descriptors::close);
    descriptors.clear();
  }
}
