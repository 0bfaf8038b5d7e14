package io.lockstep.node.tree;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.posix.Stat;

/** An entry to be made, whatever operation asks for it; {@code mode} always has its type bits. */
record NewEntry(
    long parentId, Name name, long fileId, int mode, int uid, int gid, long rdev, byte[] target) {

  private static final byte[] NONE = {};

  /** Symbolic links have no permissions of their own (symlink(7)). */
  private static final int SYMLINK_MODE = Stat.S_IFLNK | 0777;

  private static final int PERMISSIONS = 07777;

  static NewEntry of(Operation.Create op) {
    int mode = (op.mode() & Stat.S_IFMT) == 0 ? op.mode() | Stat.S_IFREG : op.mode();
    return new NewEntry(
        op.parentId(), op.name(), op.fileId(), mode, op.uid(), op.gid(), op.rdev(), NONE);
  }

  static NewEntry of(Operation.MakeDirectory op) {
    int mode = (op.mode() & PERMISSIONS) | Stat.S_IFDIR;
    return new NewEntry(op.parentId(), op.name(), op.fileId(), mode, op.uid(), op.gid(), 0, NONE);
  }

  static NewEntry of(Operation.Symlink op) {
    return new NewEntry(
        op.parentId(), op.name(), op.fileId(), SYMLINK_MODE, op.uid(), op.gid(), 0, op.target());
  }

  static NewEntry of(Operation.Heal op) {
    return new NewEntry(
        op.parentId(),
        op.name(),
        op.fileId(),
        op.mode(),
        op.uid(),
        op.gid(),
        op.rdev(),
        op.target());
  }

  int type() {
    return mode & Stat.S_IFMT;
  }

  int permissions() {
    return mode & PERMISSIONS;
  }
}
