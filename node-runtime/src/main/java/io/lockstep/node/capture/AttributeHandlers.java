package io.lockstep.node.capture;

import static io.lockstep.journal.op.Operation.SetAttributes.ATIME;
import static io.lockstep.journal.op.Operation.SetAttributes.GID;
import static io.lockstep.journal.op.Operation.SetAttributes.MODE;
import static io.lockstep.journal.op.Operation.SetAttributes.MTIME;
import static io.lockstep.journal.op.Operation.SetAttributes.UID;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.capture.protocol.Request;
import io.lockstep.node.capture.protocol.RequestBody.Setattr;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Mounts;
import java.math.BigInteger;

/** GETATTR, SETATTR, READLINK, STATFS. */
final class AttributeHandlers {

  private static final int PERMISSIONS = 07777;
  private static final byte[] SELF = {};
  private static final int PATH_MAX = 4096;
  private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000L);

  private final Volume volume;

  AttributeHandlers(Volume volume) {
    this.volume = volume;
  }

  void getattr(Call call) {
    volume.stat(call, volume.inode(call));
    call.reply().attributes(call.validSeconds(), call.stat());
  }

  void setattr(Call call) {
    Inode inode = volume.inode(call);
    Request request = call.request();
    int valid = request.intAt(Setattr.VALID);
    long now = Modifications.now();
    if ((valid & Setattr.VALID_SIZE) != 0) {
      truncate(call, inode, valid, now);
    }
    Operation.SetAttributes change = changeOf(request, inode, valid, now);
    if (change.valid() != 0) {
      if ((change.valid() & MODE) != 0) {
        inode.unprivileged(false);
      }
      set(inode, change, now);
    }
    if (change.valid() == MTIME && volume.agreement().isWriteback()) {
      statButTimes(call, inode, change.mtimeNanos(), now);
    } else {
      volume.stat(call, inode);
    }
    call.reply().attributes(call.validSeconds(), call.stat());
  }

  /**
   * A kernel that keeps the times of a regular file sends them before each fsync, and takes none
   * from the answer. To ask for them would make its clock, which is that of all file systems, move
   * on with every answer, so that it had a new time to send before the next fsync.
   */
  private void statButTimes(Call call, Inode inode, long mtimeNanos, long ctimeNanos) {
    try (Original.Lease file = volume.original().lease(inode)) {
      RequestRefused.check(call.stat().readUntimed(file.fd()));
      if (call.stat().isRegular()) {
        call.stat().times(mtimeNanos, ctimeNanos);
      } else {
        RequestRefused.check(call.stat().read(file.fd()));
      }
    }
  }

  private void truncate(Call call, Inode inode, int valid, long now) {
    long size = call.request().longAt(Setattr.SIZE);
    SizeLimit.require(volume, inode, size);
    if ((valid & Setattr.VALID_KILL_SUIDGID) != 0) {
      SetIdBits.drop(volume, call, inode, now);
    }
    if (inode.isNameless()) {
      NamelessFile.truncate(volume, inode, size);
      return;
    }
    volume.runTimed(new Operation.Truncate(inode.fileId(), size), now, now, inode);
  }

  private void set(Inode inode, Operation.SetAttributes change, long now) {
    if (inode.isNameless()) {
      NamelessFile.set(volume, inode, change);
    } else if ((change.valid() & MTIME) != 0) {
      volume.runTimed(change, now, change.mtimeNanos(), inode);
    } else {
      volume.modifications().ensureNamed(inode);
      volume.modifications().run(change, now);
    }
  }

  private static Operation.SetAttributes changeOf(
      Request request, Inode inode, int valid, long now) {
    int bits =
        bit(valid, Setattr.VALID_MODE, MODE)
            | bit(valid, Setattr.VALID_UID, UID)
            | bit(valid, Setattr.VALID_GID, GID)
            | bit(valid, Setattr.VALID_ATIME, ATIME)
            | bit(valid, Setattr.VALID_MTIME, MTIME);
    return new Operation.SetAttributes(
        inode.fileId(),
        bits,
        request.intAt(Setattr.MODE) & PERMISSIONS,
        request.intAt(Setattr.UID),
        request.intAt(Setattr.GID),
        (valid & Setattr.VALID_ATIME_NOW) != 0
            ? now
            : nanos(request.longAt(Setattr.ATIME), request.intAt(Setattr.ATIME_NANOS)),
        (valid & Setattr.VALID_MTIME_NOW) != 0
            ? now
            : nanos(request.longAt(Setattr.MTIME), request.intAt(Setattr.MTIME_NANOS)));
  }

  private static int bit(int valid, int given, int meant) {
    return (valid & given) != 0 ? meant : 0;
  }

  /** Times beyond the year 2262 become the last one that the journal can hold. */
  private static long nanos(long seconds, int nanos) {
    BigInteger exact = BigInteger.valueOf(seconds).multiply(NANOS).add(BigInteger.valueOf(nanos));
    return exact
        .min(BigInteger.valueOf(Long.MAX_VALUE))
        .max(BigInteger.valueOf(Long.MIN_VALUE))
        .longValueExact();
  }

  void readlink(Call call) {
    try (Original.Lease link = volume.original().lease(volume.inode(call))) {
      long bytes =
          RequestRefused.check(
              Directories.readlinkat(link.fd(), SELF, call.reply().payload(), PATH_MAX));
      call.reply().data((int) bytes);
    }
  }

  void statfs(Call call) {
    RequestRefused.check(Mounts.fstatfs(volume.original().rootDescriptor(), call.scratch()));
    call.reply().statfs(call.scratch());
  }
}
