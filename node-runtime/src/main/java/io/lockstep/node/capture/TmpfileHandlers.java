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
      Node node = volume.inodes().lookUp(volume.original().handleOf(fd), true);
      Inode inode = node.inode();
      inode.keep(kept);
      inode.nameless(true);
      volume.namelessPark().parkOpened(inode);
      long handle = volume.openFiles().add(new OpenFile(inode, fd, true));
      call.reply()
          .created(
              node.id(),
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
    int fd;
    int flags = OpenFlags.O_TMPFILE | OpenFlags.O_RDWR | OpenFlags.O_CLOEXEC;
    try (Original.Lease directory = volume.original().lease(parent)) {
      owner = Ownership.inherited(call, directory.fd(), mode | Stat.S_IFREG, umask);
      byte[] path = PathBytes.ofDescriptor(directory.fd());
      fd = RequestRefused.check(Descriptors.open(path, flags, owner.mode() & PERMISSIONS));
    }
    try {
      RequestRefused.check(
          Attributes.fchownat(fd, SELF, owner.uid(), owner.gid(), Attributes.AT_EMPTY_PATH));
      // After the owner, which takes set-ID bits off; and whatever this process's umask has taken.
      RequestRefused.check(Attributes.fchmod(fd, owner.mode() & PERMISSIONS));
      RequestRefused.check(call.stat().read(fd));
      return fd;
    } catch (RuntimeException e) {
      Descriptors.close(fd);
      throw e;
    }
  }
}
