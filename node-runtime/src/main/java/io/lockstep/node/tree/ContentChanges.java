package io.lockstep.node.tree;

import io.lockstep.journal.op.Extent;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.posix.SystemCallException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;

/**
 * Changes of files' content; each sets the modification time to the operation's time. Safe for all
 * threads; failures are {@link SystemCallException}s.
 */
final class ContentChanges {

  private static final int OPEN_ATTEMPTS = 200;
  private static final long OPEN_PAUSE_NANOS = 1_000_000;

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
      file.flush().wrote(file.fd(), op.offset(), op.data().byteSize());
      Times.modified(file, timeNanos);
    }
  }

  /** Nothing left, nothing to do: what overwrites it sets the time too. */
  void remnant(Operation.Remnant op, long timeNanos, FileTable files) {
    if (op.extents().isEmpty()) {
      return;
    }
    try (CachedFd file = open.data(open.handle(op.fileId(), files))) {
      long at = 0;
      for (Extent extent : op.extents()) {
        writeAll(file.fd(), op.data().asSlice(at, extent.length()), extent.offset());
        file.flush().wrote(file.fd(), extent.offset(), extent.length());
        at += extent.length();
      }
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
    try (CachedFd file = openToSync(handle)) {
      if (file != null) {
        SystemCallException.check(
            "fsync",
            op.dataOnly() ? Descriptors.fdatasync(file.fd()) : Descriptors.fsync(file.fd()));
      }
    }
  }

  /**
   * A barrier is carried out beside the operations that follow it, so its file may be deleted while
   * it is being opened: it then has nothing left to sync (ESTALE). While the kernel still evicts
   * it, open_by_handle_at(2) answers ENOMEM, which is asked again. Only the opening is repeated,
   * never a sync that failed.
   *
   * @return null if there is nothing to sync
   */
  private CachedFd openToSync(FileHandle handle) {
    for (int attempt = 1; ; attempt++) {
      try {
        return hasContent(handle) ? open.data(handle) : null;
      } catch (SystemCallException e) {
        if (e.errno() == Errno.ESTALE) {
          return null;
        }
        if (e.errno() != Errno.ENOMEM || attempt == OPEN_ATTEMPTS) {
          throw e;
        }
        LockSupport.parkNanos(OPEN_PAUSE_NANOS);
      }
    }
  }

  private boolean hasContent(FileHandle handle) {
    try (CachedFd path = open.path(handle)) {
      Stat stat = Stat.ofThread();
      SystemCallException.check("statx", stat.readUntimed(path.fd()));
      return stat.isRegular() || stat.isDirectory();
    }
  }
}
