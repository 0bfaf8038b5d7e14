package io.lockstep.node.tree;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.lockstep.node.posix.Attributes;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.Mounts;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** One replicated directory's root: the descriptor from which everything below is reached. */
final class Root implements AutoCloseable {

  private final int fd;
  private final int mountId;
  private final int index;
  private final FileHandle handle;

  private Root(int index, int fd, int mountId, FileHandle handle) {
    this.index = index;
    this.fd = fd;
    this.mountId = mountId;
    this.handle = handle;
  }

  static Root open(Path directory, int index) {
    // Not O_PATH: open_by_handle_at(2) wants a real descriptor of the file system.
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC;
    int fd =
        SystemCallException.check(
            "open " + directory, Descriptors.open(PathBytes.of(directory), flags, 0));
    HandleBuffer buffer = HandleBuffer.ofThread();
    int result = buffer.read(fd, PathBytes.of(""), Attributes.AT_EMPTY_PATH);
    if (result < 0) {
      Descriptors.close(fd);
      throw new SystemCallException(
          "name_to_handle_at " + directory + " (the file system must have file handles)", result);
    }
    return new Root(index, fd, buffer.mountId(), buffer.handle(index));
  }

  /** What its file system has left. */
  FreeSpace freeSpace() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment statfs = arena.allocate(Mounts.STATFS_BYTES, Long.BYTES);
      SystemCallException.check("fstatfs", Mounts.fstatfs(fd, statfs));
      long blockBytes = statfs.get(JAVA_LONG, Mounts.STATFS_FRSIZE);
      return new FreeSpace(
          statfs.get(JAVA_LONG, Mounts.STATFS_BFREE) * blockBytes,
          statfs.get(JAVA_LONG, Mounts.STATFS_BLOCKS) * blockBytes,
          statfs.get(JAVA_LONG, Mounts.STATFS_FFREE),
          statfs.get(JAVA_LONG, Mounts.STATFS_FILES),
          (statfs.get(JAVA_LONG, Mounts.STATFS_FLAGS) & Mounts.ST_RDONLY) != 0);
    }
  }

  FileHandle handle() {
    return handle;
  }

  int fd() {
    return fd;
  }

  /** Opens a file of this directory: a descriptor or a negative errno. */
  int open(FileHandle file, int flags) {
    return HandleBuffer.ofThread().open(fd, file, flags | OpenFlags.O_CLOEXEC);
  }

  /**
   * The file at a name of an open directory.
   *
   * @throws SystemCallException ENOENT if there is none, EXDEV if it is another file system's
   */
  FileHandle child(int directoryFd, byte[] name) {
    HandleBuffer buffer = HandleBuffer.ofThread();
    SystemCallException.check("name_to_handle_at", buffer.read(directoryFd, name, 0));
    if (buffer.mountId() != mountId) {
      throw new SystemCallException("name_to_handle_at: the entry is a mount point", Errno.EXDEV);
    }
    return buffer.handle(index);
  }

  @Override
  public void close() {
    Descriptors.close(fd);
  }
}
