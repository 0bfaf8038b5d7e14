package io.lockstep.node.tree;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.posix.SystemCallException;
import java.lang.foreign.MemorySegment;

/**
 * Changes of files' content; each sets the modification time to the operation's time. Safe for all
 * threads; failures are {@link SystemCallException}s.
 */
final class ContentChanges {

  /** What the kernel passes to a FUSE file system (fuse_file_fallocate in fs/fuse/file.c). */
  private static final int ALLOWED_MODES =
      Descriptors.FALLOC_FL_KEEP_SIZE
          | Descriptors.FALLOC_FL_PUNCH_HOLE
          | Descriptors.FALLOC_FL_ZERO_RANGE;

  private final OpenFiles open;

  ContentChanges(OpenFiles open) {
    this.open = open;
  }

  void write(Operation.Write op, long timeNanos, FileTable files) {
    try (CachedFd file = open.data(open.handle(op.fileId(), files))) {
      writeAll(file.fd(), op.data(), op.offset());
      Times.modified(file, timeNanos);
    }
  }

  private static void writeAll(int fd, MemorySegment data, long offset) {
    long length = data.byteSize();
    long done = 0;
    while (done < length) {
      MemorySegment rest = done == 0 ? data : data.asSlice(done);
      long written = Descriptors.pwrite(fd, rest, length - done, offset + done);
      if (written == 0) {
        throw new SystemCallException("pwrite without progress", Errno.EIO);
      }
      done += SystemCallException.check("pwrite", written);
    }
  }

  void truncate(Operation.Truncate op, long timeNanos, FileTable files) {
    try (CachedFd file = open.data(open.handle(op.fileId(), files))) {
      SystemCallException.check("ftruncate", Descriptors.ftruncate(file.fd(), op.size()));
      Times.modified(file, timeNanos);
    }
  }

  void allocate(Operation.Allocate op, long timeNanos, FileTable files) {
    if ((op.mode() & ~ALLOWED_MODES) != 0) {
      // Collapsing or inserting twice would not give the result of doing it once.
      throw new SystemCallException("fallocate mode " + op.mode(), Errno.EOPNOTSUPP);
    }
    try (CachedFd file = open.data(open.handle(op.fileId(), files))) {
      SystemCallException.check(
          "fallocate", Descriptors.fallocate(file.fd(), op.mode(), op.offset(), op.length()));
      Times.modified(file, timeNanos);
    }
  }

  /** Special files and symbolic links have no content that could be missing on the disk. */
  void barrier(Operation.Barrier op, FileTable files) {
    FileHandle handle = open.handle(op.fileId(), files);
    if (!hasContent(handle)) {
      return;
    }
    try (CachedFd file = open.data(handle)) {
      SystemCallException.check(
          "fsync", op.dataOnly() ? Descriptors.fdatasync(file.fd()) : Descriptors.fsync(file.fd()));
    }
  }

  private boolean hasContent(FileHandle handle) {
    try (CachedFd path = open.path(handle)) {
      Stat stat = Stat.ofThread();
      SystemCallException.check("statx", stat.read(path.fd()));
      return stat.isRegular() || stat.isDirectory();
    }
  }
}
