package io.lockstep.node.capture;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.capture.protocol.RequestBody.Open;
import io.lockstep.node.capture.protocol.RequestBody.Release;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.OpenFlags;

/** OPEN, OPENDIR, RELEASE, RELEASEDIR. */
final class OpenHandlers {

  /** FOPEN_DIRECT_IO: the kernel keeps no pages, since somebody else changes the files. */
  private static final int FOPEN_DIRECT_IO = 1;

  /** FOPEN_KEEP_CACHE: pages of an earlier open are still good. */
  private static final int FOPEN_KEEP_CACHE = 1 << 1;

  private final Volume volume;

  OpenHandlers(Volume volume) {
    this.volume = volume;
  }

  void open(Call call) {
    Inode inode = volume.inode(call);
    int flags = call.request().intAt(Open.FLAGS);
    requireWriteAccess(call, flags);
    int fd = volume.open(inode, backingFlags(flags));
    OpenFile file = new OpenFile(inode, fd, call.access() == Access.WRITE);
    long handle = volume.openFiles().add(file);
    volume.namelessPark().park(inode);
    try {
      if ((flags & OpenFlags.O_TRUNC) != 0) {
        truncate(call, inode);
      }
    } catch (RuntimeException e) {
      volume.openFiles().close(handle);
      throw e;
    }
    call.reply().opened(handle, cacheFlags(call.access()));
  }

  void openDirectory(Call call) {
    Inode inode = volume.inode(call);
    int fd = volume.open(inode, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
    call.reply().opened(volume.openFiles().add(new OpenFile(inode, fd, false)), 0);
  }

  /** A write that was answered early still uses the descriptor. */
  void release(Call call) {
    long handle = call.request().longAt(Release.HANDLE);
    if (!volume.openFiles().isLeft(handle)) {
      volume.openFiles().get(handle).inode().awaitWritten();
    }
    volume.openFiles().close(handle);
  }

  /** How the kernel may cache what is open under that access. */
  static int cacheFlags(Access access) {
    return access == Access.WRITE ? FOPEN_KEEP_CACHE : FOPEN_DIRECT_IO;
  }

  /**
   * The access mode alone. Writers are opened for reading too, which a write-back cache needs to
   * fill pages; everything else (O_APPEND, O_DIRECT, O_SYNC, ...) the kernel has seen to.
   */
  static int backingFlags(int flags) {
    return (flags & OpenFlags.O_ACCMODE) == OpenFlags.O_RDONLY
        ? OpenFlags.O_RDONLY
        : OpenFlags.O_RDWR;
  }

  private static void requireWriteAccess(Call call, int flags) {
    boolean modifies =
        (flags & OpenFlags.O_ACCMODE) != OpenFlags.O_RDONLY || (flags & OpenFlags.O_TRUNC) != 0;
    if (modifies && call.access() != Access.WRITE) {
      throw new RequestRefused(Errno.EROFS);
    }
  }

  private void truncate(Call call, Inode inode) {
    long now = Modifications.now();
    if ((call.request().intAt(Open.OPEN_FLAGS) & Open.KILL_SUIDGID) != 0) {
      SetIdBits.drop(volume, call, inode, now);
    }
    if (inode.isNameless()) {
      NamelessFile.truncate(volume, inode, 0);
      return;
    }
    volume.runTimed(new Operation.Truncate(inode.fileId(), 0), now, now, inode);
  }
}
