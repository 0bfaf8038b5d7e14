package io.lockstep.node.capture;

import io.lockstep.node.capture.protocol.Request;
import io.lockstep.node.capture.protocol.RequestBody.Create;
import io.lockstep.node.posix.Attributes;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.Stat;

/** TMPFILE: a file that has no name (yet), open(2) with O_TMPFILE. Nothing of it is replicated. */
final class TmpfileHandlers {

  private static final byte[] SELF = {};
  private static final int PERMISSIONS = 07777;

  private final Volume volume;

  TmpfileHandlers(Volume volume) {
    this.volume = volume;
  }

  void tmpfile(Call call) {
    Request request = call.request();
    int fd = make(call, request.intAt(Create.MODE), request.intAt(Create.UMASK));
    try {
      int kept =
          RequestRefused.check(
              Descriptors.open(
                  PathBytes.ofDescriptor(fd), OpenFlags.O_PATH | OpenFlags.O_CLOEXEC, 0));
      Inode inode = volume.inodes().lookUp(volume.original().handleOf(fd));
      inode.keep(kept);
      inode.nameless(true);
      long handle = volume.openFiles().add(new OpenFile(inode, fd));
      call.reply()
          .created(
              inode.nodeId(),
              call.validSeconds(),
              call.stat(),
              handle,
              OpenHandlers.cacheFlags(call.access()));
    } catch (RuntimeException e) {
      Descriptors.close(fd);
      throw e;
    }
  }

  private int make(Call call, int mode, int umask) {
    Inode parent = volume.inode(call);
    Ownership owner;
    try (Original.Lease directory = volume.original().lease(parent)) {
      owner = Ownership.inherited(call, directory.fd(), mode | Stat.S_IFREG, umask);
    }
    int flags = OpenFlags.O_TMPFILE | OpenFlags.O_RDWR | OpenFlags.O_CLOEXEC;
    int fd;
    try (Original.Lease directory = volume.original().lease(parent)) {
      fd =
          RequestRefused.check(
              Descriptors.open(
                  PathBytes.ofDescriptor(directory.fd()), flags, owner.mode() & PERMISSIONS));
    }
    try {
      RequestRefused.check(
          Attributes.fchownat(fd, SELF, owner.uid(), owner.gid(), Attributes.AT_EMPTY_PATH));
      restoreSetIdBits(fd, owner.mode());
      RequestRefused.check(call.stat().read(fd));
      return fd;
    } catch (RuntimeException e) {
      Descriptors.close(fd);
      throw e;
    }
  }

  /** chown(2) has taken them off. */
  private static void restoreSetIdBits(int fd, int mode) {
    if ((mode & 06000) != 0) {
      RequestRefused.check(Attributes.fchmod(fd, mode & PERMISSIONS));
    }
  }
}
