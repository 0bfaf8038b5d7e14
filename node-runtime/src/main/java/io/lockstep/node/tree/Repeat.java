package io.lockstep.node.tree;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.posix.SystemCallException;
import java.util.Objects;

/**
 * Carries out entry operations of which it is unknown whether they were done: what shows that they
 * were is looked for, and only the rest is done. Nothing that conflicts with the operation may have
 * been applied after it; that holds after a crash, because the kernel lets conflicting requests
 * through one after the other. Safe for all threads; failures are {@link SystemCallException}s.
 */
final class Repeat {

  private final OpenFiles open;
  private final EntryChanges entries;

  Repeat(OpenFiles open, EntryChanges entries) {
    this.open = open;
    this.entries = entries;
  }

  void create(NewEntry entry, long timeNanos, FileTable files) {
    try (CachedFd parent = open.path(entry.parentId(), files)) {
      if (entries.isMade(parent, entry)) {
        entries.complete(parent, entry, timeNanos, files);
        return;
      }
    }
    entries.create(entry, timeNanos, files);
  }

  void link(Operation.Link op, long timeNanos, FileTable files) {
    FileHandle file = open.handle(op.fileId(), files);
    try (CachedFd parent = open.path(op.parentId(), files)) {
      if (file.equals(open.childOrNull(parent, op.name().bytes()))) {
        Times.modified(parent, timeNanos);
        return;
      }
    }
    entries.link(op, timeNanos, files);
  }

  void unlink(Operation.Unlink op, long timeNanos, FileTable files) {
    if (!isAbsent(op.parentId(), op.name(), timeNanos, files)) {
      entries.unlink(op, timeNanos, files);
    }
  }

  void removeDirectory(Operation.RemoveDirectory op, long timeNanos, FileTable files) {
    if (!isAbsent(op.parentId(), op.name(), timeNanos, files)) {
      entries.removeDirectory(op, timeNanos, files);
    }
  }

  /** If the entry is gone already, only the directory's time is set. */
  private boolean isAbsent(long parentId, Name name, long timeNanos, FileTable files) {
    try (CachedFd parent = open.path(parentId, files)) {
      boolean absent = open.childOrNull(parent, name.bytes()) == null;
      if (absent) {
        Times.modified(parent, timeNanos);
      }
      return absent;
    }
  }

  void rename(Operation.Rename op, long timeNanos, FileTable files) {
    try (CachedFd from = open.path(op.parentId(), files);
        CachedFd to = open.path(op.newParentId(), files)) {
      if (isRenamed(op, from, to, files)) {
        EntryChanges.renamed(op, from, to, timeNanos);
        return;
      }
    }
    entries.rename(op, timeNanos, files);
  }

  private boolean isRenamed(Operation.Rename op, CachedFd from, CachedFd to, FileTable files) {
    if ((op.flags() & Directories.RENAME_EXCHANGE) != 0) {
      // Names alone cannot tell: it takes the file's identity, or ESTALE is the answer.
      FileHandle file = open.handle(op.fileId(), files);
      return Objects.equals(file, open.childOrNull(to, op.newName().bytes()));
    }
    if (open.childOrNull(to, op.newName().bytes()) == null) {
      return false;
    }
    Stat stat = Stat.ofThread();
    int result = stat.read(from.fd(), op.name().bytes());
    if (result == -Errno.ENOENT) {
      return true;
    }
    SystemCallException.check("statx", result);
    return (op.flags() & Directories.RENAME_WHITEOUT) != 0 && isWhiteout(stat);
  }

  /** A character device 0:0 (renameat2(2)). */
  private static boolean isWhiteout(Stat stat) {
    return stat.type() == Stat.S_IFCHR && stat.rdev() == 0;
  }
}
