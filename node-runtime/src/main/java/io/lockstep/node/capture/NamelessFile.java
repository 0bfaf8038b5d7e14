package io.lockstep.node.capture;

import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.Operation.SetAttributes;
import io.lockstep.node.posix.Attributes;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;

/**
 * Changes a file that has lost its last name, or never had one: nobody can reach it after a
 * failover, so that nothing of it is replicated.
 */
final class NamelessFile {

  private static final byte[] SELF = {};
  private static final long NANOS = 1_000_000_000L;

  private NamelessFile() {}

  /** Sets the size. */
  static void truncate(Volume volume, Inode inode, long size) {
    int fd = volume.open(inode, OpenFlags.O_RDWR);
    try {
      RequestRefused.check(Descriptors.ftruncate(fd, size));
    } finally {
      Descriptors.close(fd);
    }
  }

  /** Sets attributes; the owner first, because that takes off set-ID bits. */
  static void set(Volume volume, Inode inode, Operation.SetAttributes change) {
    try (Original.Lease file = volume.original().lease(inode)) {
      int valid = change.valid();
      if ((valid & (SetAttributes.UID | SetAttributes.GID)) != 0) {
        RequestRefused.check(chown(file.fd(), change));
      }
      if ((valid & SetAttributes.MODE) != 0) {
        RequestRefused.check(Attributes.chmod(PathBytes.ofDescriptor(file.fd()), change.mode()));
      }
      if ((valid & (SetAttributes.ATIME | SetAttributes.MTIME)) != 0) {
        RequestRefused.check(setTimes(file.fd(), change));
      }
    }
  }

  private static int chown(int fd, Operation.SetAttributes change) {
    return Attributes.fchownat(
        fd,
        SELF,
        (change.valid() & SetAttributes.UID) != 0 ? change.uid() : -1,
        (change.valid() & SetAttributes.GID) != 0 ? change.gid() : -1,
        Attributes.AT_EMPTY_PATH);
  }

  private static int setTimes(int fd, Operation.SetAttributes change) {
    boolean atime = (change.valid() & SetAttributes.ATIME) != 0;
    boolean mtime = (change.valid() & SetAttributes.MTIME) != 0;
    return Attributes.utimensat(
        fd,
        SELF,
        Math.floorDiv(change.atimeNanos(), NANOS),
        atime ? Math.floorMod(change.atimeNanos(), NANOS) : Attributes.UTIME_OMIT,
        Math.floorDiv(change.mtimeNanos(), NANOS),
        mtime ? Math.floorMod(change.mtimeNanos(), NANOS) : Attributes.UTIME_OMIT,
        Attributes.AT_EMPTY_PATH);
  }
}
