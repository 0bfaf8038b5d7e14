package io.lockstep.node.capture;

import io.lockstep.journal.op.Name;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.tree.FileHandle;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Finds names by looking through the tree, where no lookup has told one: after a change of access,
 * or when the known one of several hard links is gone. Rare, and for a file as slow as its
 * directory tree is large. All threads.
 */
final class NameFinder {

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final byte[] SELF = {'.'};
  private static final byte[] PARENT = {'.', '.'};
  private static final int DT_DIR = 4;
  private static final int READ_DIRECTORY = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY;

  private final List<Original> originals;
  private final InodeTable inodes;
  private final Names names;

  NameFinder(List<Original> originals, InodeTable inodes, Names names) {
    this.originals = List.copyOf(originals);
    this.inodes = inodes;
    this.names = names;
  }

  /** The file of that file id, or null. */
  Inode known(long fileId) {
    return inodes.byFile(fileId);
  }

  /**
   * Sees to it that a name is known of the file and of the directories above it.
   *
   * @return false if there is none
   */
  boolean ensureNamed(Inode inode) {
    Inode at = inode;
    while (at != null && !at.isRoot()) {
      if (at.places().isEmpty() && !at.isNameless()) {
        find(at);
      }
      List<Place> places = at.places();
      at = places.isEmpty() ? null : places.getFirst().parent();
    }
    return at != null;
  }

  private void find(Inode inode) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER_BYTES, Long.BYTES);
      Original original = originals.get(inode.root());
      findByPath(original, inode);
      if (!inode.places().isEmpty() || inode.isNameless()) {
        return;
      }
      int fd = original.open(inode.handle(), READ_DIRECTORY);
      if (fd >= 0) {
        try {
          findIn(original, original.handleAt(fd, PARENT), inode, buffer);
        } finally {
          Descriptors.close(fd);
        }
      } else {
        walk(original, inode, buffer);
      }
    }
  }

  /** Where the kernel says that it is: nearly always right, and never believed unseen. */
  private void findByPath(Original original, Inode wanted) {
    byte[] path = original.pathOf(wanted.handle());
    if (path == null) {
      return;
    }
    int nameAt = 1 + lastSlash(path);
    byte[] directory = nameAt == 0 ? SELF : Arrays.copyOf(path, nameAt);
    byte[] name = Arrays.copyOfRange(path, nameAt, path.length);
    int fd =
        Descriptors.openat(
            original.rootDescriptor(), directory, READ_DIRECTORY | OpenFlags.O_CLOEXEC, 0);
    if (fd < 0) {
      return;
    }
    try {
      Inode parent = inodes.retain(original.handleOf(fd));
      try {
        names.learnWhenQuiet(wanted, parent, Name.of(name), () -> isAt(original, fd, name, wanted));
      } finally {
        inodes.release(parent);
      }
    } finally {
      Descriptors.close(fd);
    }
  }

  private static int lastSlash(byte[] path) {
    int at = path.length - 1;
    while (at >= 0 && path[at] != '/') {
      at--;
    }
    return at;
  }

  /** Looks through the whole tree, directory by directory, until a name is learned. */
  private void walk(Original original, Inode wanted, MemorySegment buffer) {
    Deque<FileHandle> waiting = new ArrayDeque<>();
    waiting.add(original.rootHandle());
    while (!waiting.isEmpty() && wanted.places().isEmpty()) {
      FileHandle directory = waiting.removeLast();
      findIn(original, directory, wanted, buffer);
      addSubdirectories(original, directory, waiting, buffer);
    }
  }

  private void findIn(Original original, FileHandle directory, Inode wanted, MemorySegment buffer) {
    int fd = directory == null ? -1 : original.open(directory, READ_DIRECTORY);
    if (fd < 0) {
      return;
    }
    Inode parent = inodes.retain(directory);
    try {
      DirectoryReader.each(
          fd,
          buffer,
          (name, _, _) -> {
            if (isAt(original, fd, name, wanted)) {
              names.learnWhenQuiet(
                  wanted, parent, Name.of(name), () -> isAt(original, fd, name, wanted));
            }
            return wanted.places().isEmpty();
          });
    } finally {
      inodes.release(parent);
      Descriptors.close(fd);
    }
  }

  private static boolean isAt(Original original, int directoryFd, byte[] name, Inode wanted) {
    return wanted.handle().equals(original.handleAt(directoryFd, name));
  }

  private static void addSubdirectories(
      Original original, FileHandle directory, Deque<FileHandle> waiting, MemorySegment buffer) {
    int fd = original.open(directory, READ_DIRECTORY);
    if (fd < 0) {
      return;
    }
    try {
      DirectoryReader.each(
          fd,
          buffer,
          (name, _, type) -> {
            FileHandle child = type == DT_DIR ? original.handleAt(fd, name) : null;
            if (child != null) {
              waiting.add(child);
            }
            return true;
          });
    } finally {
      Descriptors.close(fd);
    }
  }
}
