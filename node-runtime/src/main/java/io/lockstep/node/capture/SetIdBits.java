package io.lockstep.node.capture;

import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.Operation.SetAttributes;
import io.lockstep.node.posix.Stat;

/**
 * Takes off what a change of content by an ordinary user must not leave: set-user-ID, and
 * set-group-ID of a file that its group may execute or that belongs to a strange group
 * (setattr_should_drop_suidgid of Linux; FUSE_HANDLE_KILLPRIV_V2 leaves it to us). All threads.
 */
final class SetIdBits {

  private static final int S_ISUID = 04000;
  private static final int S_ISGID = 02000;
  private static final int S_IXGRP = 010;
  private static final int PERMISSIONS = 07777;

  private SetIdBits() {}

  /** To be called before the change; uses the call's stat. */
  static void drop(Volume volume, Call call, Inode inode, long timeNanos) {
    if (inode.isUnprivileged()) {
      return;
    }
    volume.stat(call, inode);
    Stat stat = call.stat();
    int kept = stat.isRegular() ? kept(call, stat) : stat.mode();
    if (kept != stat.mode()) {
      set(volume, inode, kept & PERMISSIONS, timeNanos);
    }
    inode.unprivileged(true);
  }

  private static int kept(Call call, Stat stat) {
    int mode = stat.mode();
    boolean keepsGroup =
        (mode & S_ISGID) == 0
            || ((mode & S_IXGRP) == 0 && Caller.isInGroup(call.request(), stat.gid()));
    return keepsGroup ? mode & ~S_ISUID : mode & ~(S_ISUID | S_ISGID);
  }

  private static void set(Volume volume, Inode inode, int mode, long timeNanos) {
    if (inode.isNameless()) {
      NamelessFile.set(
          volume,
          inode,
          new Operation.SetAttributes(inode.fileId(), SetAttributes.MODE, mode, 0, 0, 0, 0));
    } else {
      volume.modifications().setMode(inode, mode, timeNanos);
    }
  }
}
