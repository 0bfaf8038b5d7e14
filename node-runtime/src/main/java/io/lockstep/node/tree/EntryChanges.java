package io.lockstep.node.tree;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.posix.Attributes;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.posix.SystemCallException;
import io.lockstep.node.scope.Exclusion;
import java.util.Arrays;

/**
 * Changes of directory entries. Each ends by setting the modification times of what it touched to
 * the operation's time, because the kernel has just set them to this node's own clock.
 *
 * <p>New entries get exactly the mode of the operation by chmod(2), whatever this process's umask.
 * If the parent has a default ACL (acl(5)), the kernel gives the new entry an access ACL made of it
 * on both nodes alike; the mode then sets its owner, mask and other entries, as chmod(2) does.
 *
 * <p>Safe for all threads; failures are {@link SystemCallException}s.
 */
final class EntryChanges {

  private static final byte[] EMPTY = {};

  private final OpenFiles open;
  private final Removal removal;
  private final Leftovers leftovers;

  EntryChanges(OpenFiles open, Exclusion exclusion) {
    this.open = open;
    this.removal = new Removal(open);
    this.leftovers = new Leftovers(open, removal, exclusion);
  }

  void bind(Operation.Bind op, FileTable files) {
    try (CachedFd parent = open.path(op.parentId(), files)) {
      files.put(op.fileId(), open.child(parent, op.name().bytes()));
    }
  }

  void create(NewEntry entry, long timeNanos, FileTable files) {
    try (CachedFd parent = open.path(entry.parentId(), files)) {
      SystemCallException.check("create " + entry.name(), make(parent.fd(), entry));
      try {
        complete(parent, entry, timeNanos, files);
      } catch (SystemCallException e) {
        // A half-made entry must not stay: the application is told that there is none.
        Directories.unlinkat(parent.fd(), entry.name().bytes(), removalFlags(entry.type()));
        throw e;
      }
    }
  }

  private static int make(int parentFd, NewEntry entry) {
    byte[] name = entry.name().bytes();
    return switch (entry.type()) {
      case Stat.S_IFDIR -> Directories.mkdirat(parentFd, name, entry.permissions());
      case Stat.S_IFLNK -> Directories.symlinkat(entry.target(), parentFd, name);
      default -> Directories.mknodat(parentFd, name, entry.mode(), entry.rdev());
    };
  }

  private static int removalFlags(int type) {
    return type == Stat.S_IFDIR ? Directories.AT_REMOVEDIR : 0;
  }

  /** Owner, mode, times and id of an entry that exists. */
  void complete(CachedFd parent, NewEntry entry, long timeNanos, FileTable files) {
    FileHandle handle = open.child(parent, entry.name().bytes());
    try (CachedFd file = open.path(handle)) {
      own(file, entry);
      Times.modified(file, timeNanos);
    }
    Times.modified(parent, timeNanos);
    files.put(entry.fileId(), handle);
  }

  /** Owner first: chown(2) takes the set-id bits away. */
  private static void own(CachedFd file, NewEntry entry) {
    SystemCallException.check(
        "fchownat",
        Attributes.fchownat(file.fd(), EMPTY, entry.uid(), entry.gid(), Attributes.AT_EMPTY_PATH));
    if (entry.type() != Stat.S_IFLNK) {
      SystemCallException.check(
          "chmod", Attributes.chmod(PathBytes.ofDescriptor(file.fd()), entry.permissions()));
    }
  }

  void link(Operation.Link op, long timeNanos, FileTable files) {
    try (CachedFd file = open.path(op.fileId(), files);
        CachedFd parent = open.path(op.parentId(), files)) {
      SystemCallException.check(
          "linkat " + op.name(),
          Directories.linkat(
              file.fd(), EMPTY, parent.fd(), op.name().bytes(), Directories.AT_EMPTY_PATH));
      Times.modified(parent, timeNanos);
    }
  }

  void unlink(Operation.Unlink op, long timeNanos, FileTable files) {
    remove(op.parentId(), op.name(), op.fileId(), 0, timeNanos, files);
  }

  void removeDirectory(Operation.RemoveDirectory op, long timeNanos, FileTable files) {
    remove(op.parentId(), op.name(), op.fileId(), Directories.AT_REMOVEDIR, timeNanos, files);
  }

  private void remove(
      long parentId, Name name, long fileId, int flags, long timeNanos, FileTable files) {
    try (CachedFd parent = open.path(parentId, files)) {
      byte[] bytes = name.bytes();
      boolean last = isLastName(parent, bytes);
      int result = Directories.unlinkat(parent.fd(), bytes, flags);
      if (result == -Errno.ENOTEMPTY && leftovers.clear(parent, bytes)) {
        result = Directories.unlinkat(parent.fd(), bytes, flags);
      }
      SystemCallException.check("unlinkat " + name, result);
      if (last) {
        deleted(fileId, files);
      }
      Times.modified(parent, timeNanos);
    }
  }

  /** Whether the file is gone when this entry is. */
  private static boolean isLastName(CachedFd parent, byte[] name) {
    Stat stat = Stat.ofThread();
    return stat.read(parent.fd(), name) == 0 && (stat.isDirectory() || stat.nlink() <= 1);
  }

  /** Closes descriptors too: they would keep the file's blocks. */
  private void deleted(long fileId, FileTable files) {
    FileHandle handle = files.remove(fileId);
    if (handle != null) {
      open.forget(handle);
    }
  }

  void rename(Operation.Rename op, long timeNanos, FileTable files) {
    try (CachedFd from = open.path(op.parentId(), files);
        CachedFd to = open.path(op.newParentId(), files)) {
      byte[] name = op.name().bytes();
      byte[] newName = op.newName().bytes();
      boolean replaces = replaces(op) && isLastName(to, newName);
      int result = Directories.renameat2(from.fd(), name, to.fd(), newName, op.flags());
      if (result == -Errno.ENOTEMPTY && leftovers.clear(to, newName)) {
        result = Directories.renameat2(from.fd(), name, to.fd(), newName, op.flags());
      }
      SystemCallException.check("renameat2 " + op.name() + " to " + op.newName(), result);
      if (replaces) {
        deleted(op.replacedId(), files);
      }
      renamed(op, from, to, timeNanos);
    }
  }

  /** A rename onto the same file does nothing (rename(2)), nor does an exchange delete. */
  private static boolean replaces(Operation.Rename op) {
    return op.fileId() != op.replacedId() && (op.flags() & Directories.RENAME_EXCHANGE) == 0;
  }

  /** Times after a rename; the change time of the renamed file cannot be set. */
  static void renamed(Operation.Rename op, CachedFd from, CachedFd to, long timeNanos) {
    if ((op.flags() & Directories.RENAME_WHITEOUT) != 0) {
      // The kernel has made a device node 0:0 in the old place (renameat2(2)).
      Times.modified(from, op.name().bytes(), timeNanos);
    }
    Times.modified(from, timeNanos);
    Times.modified(to, timeNanos);
  }

  void heal(Operation.Heal op, long timeNanos, FileTable files) {
    try (CachedFd parent = open.path(op.parentId(), files)) {
      byte[] name = op.name().bytes();
      boolean last = isLastName(parent, name);
      removal.remove(parent, name);
      if (last && op.mode() == 0) {
        deleted(op.fileId(), files);
      }
      Times.modified(parent, timeNanos);
    }
    if (op.mode() != 0) {
      create(NewEntry.of(op), timeNanos, files);
    }
  }

  /** Whether the entry that stands there is what {@code entry} asks for, attributes aside. */
  boolean isMade(CachedFd parent, NewEntry entry) {
    Stat stat = Stat.ofThread();
    byte[] name = entry.name().bytes();
    if (stat.read(parent.fd(), name) != 0 || stat.type() != entry.type()) {
      return false;
    }
    return switch (entry.type()) {
      case Stat.S_IFLNK -> Arrays.equals(SymlinkTarget.read(parent, name), entry.target());
      case Stat.S_IFCHR, Stat.S_IFBLK -> stat.rdev() == entry.rdev();
      default -> true;
    };
  }
}
