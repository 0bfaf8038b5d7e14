package io.lockstep.node.tree;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.Operation.SetAttributes;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.posix.SystemCallException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * What the peer must apply to be equal again after it applied an operation that failed here. What
 * the peer may have changed is told from the operation, what it must become from this tree: a
 * partial success here is thereby covered. For one operation; not for use by several threads.
 */
final class Healing {

  private final OpenFiles open;
  private final FileTable files;
  private final List<Operation> out = new ArrayList<>();
  private final PresentState present;

  Healing(OpenFiles open, FileTable files, LongSupplier newIds) {
    this.open = open;
    this.files = files;
    this.present = new PresentState(open, files, newIds, out);
  }

  List<Operation> of(Operation failed) {
    switch (failed) {
      case Operation.Bind _, Operation.Barrier _ -> {}
      case Operation.Create op -> entry(op.parentId(), op.name(), op.fileId());
      case Operation.MakeDirectory op -> entry(op.parentId(), op.name(), op.fileId());
      case Operation.Symlink op -> entry(op.parentId(), op.name(), op.fileId());
      case Operation.Heal op -> entry(op.parentId(), op.name(), op.fileId());
      case Operation.Link op -> link(op);
      case Operation.Unlink op -> removed(op.parentId(), op.name(), op.fileId());
      case Operation.RemoveDirectory op -> removed(op.parentId(), op.name(), op.fileId());
      case Operation.Rename op -> rename(op);
      case Operation.Write op -> range(op.fileId(), op.offset(), op.data().byteSize());
      case Operation.Remnant op ->
          op.extents().forEach(left -> range(op.fileId(), left.offset(), left.length()));
      case Operation.Truncate op -> truncated(op);
      case Operation.Allocate op -> allocated(op);
      case Operation.SetAttributes op -> attributes(op);
      case Operation.SetXattr op -> xattr(op.fileId(), op.name());
      case Operation.RemoveXattr op -> xattr(op.fileId(), op.name());
    }
    return List.copyOf(out);
  }

  private void entry(long parentId, Name name, long fileId) {
    try (CachedFd parent = open.path(parentId, files)) {
      present.entry(parentId, parent, name, fileId);
      present.attributes(parentId, parent, SetAttributes.MTIME);
    }
  }

  /** The peer has one more name: it goes, unless it came to be here too. */
  private void link(Operation.Link op) {
    try (CachedFd parent = open.path(op.parentId(), files)) {
      if (open.childOrNull(parent, op.name().bytes()) == null) {
        present.entry(op.parentId(), parent, op.name(), op.fileId());
      }
      present.attributes(op.parentId(), parent, SetAttributes.MTIME);
    }
  }

  private void removed(long parentId, Name name, long fileId) {
    try (CachedFd parent = open.path(parentId, files)) {
      restore(parentId, parent, name, fileId);
      present.attributes(parentId, parent, SetAttributes.MTIME);
    }
  }

  /** The peer has removed a name: a file that has others there gets it back as a further one. */
  private void restore(long parentId, CachedFd parent, Name name, long fileId) {
    Stat stat = Stat.ofThread();
    int result = stat.read(parent.fd(), name.bytes());
    if (result == -Errno.ENOENT) {
      return;
    }
    SystemCallException.check("statx", result);
    if (!stat.isDirectory() && stat.nlink() > 1) {
      out.add(new Operation.Link(fileId, parentId, name));
    } else {
      present.entry(parentId, parent, name, fileId);
    }
  }

  private void rename(Operation.Rename op) {
    try (CachedFd from = open.path(op.parentId(), files);
        CachedFd to = open.path(op.newParentId(), files)) {
      FileHandle file = open.handle(op.fileId(), files);
      if (!Objects.equals(file, open.childOrNull(to, op.newName().bytes()))) {
        renameBack(op, to);
      }
      present.attributes(op.parentId(), from, SetAttributes.MTIME);
      present.attributes(op.newParentId(), to, SetAttributes.MTIME);
    }
  }

  private void renameBack(Operation.Rename op, CachedFd to) {
    if ((op.flags() & Directories.RENAME_EXCHANGE) != 0) {
      out.add(
          new Operation.Rename(
              op.parentId(),
              op.name(),
              op.newParentId(),
              op.newName(),
              Directories.RENAME_EXCHANGE,
              op.replacedId(),
              op.fileId()));
      return;
    }
    // Replaces a whiteout, if one was asked for.
    out.add(
        new Operation.Rename(
            op.newParentId(), op.newName(), op.parentId(), op.name(), 0, op.fileId(), 0));
    if (op.replacedId() != 0) {
      restore(op.newParentId(), to, op.newName(), op.replacedId());
    }
  }

  private void range(long fileId, long offset, long length) {
    FileHandle file = open.handle(fileId, files);
    long end = offset > Long.MAX_VALUE - length ? Long.MAX_VALUE : offset + length;
    present.range(fileId, file, offset, end);
    mtime(fileId);
  }

  /** The peer's file ends at the size that was to be set; behind it there is nothing. */
  private void truncated(Operation.Truncate op) {
    present.extents(op.fileId(), open.handle(op.fileId(), files), op.size());
    mtime(op.fileId());
  }

  /** Plain allocation changes no byte, at most the size. */
  private void allocated(Operation.Allocate op) {
    int zeroing = Descriptors.FALLOC_FL_PUNCH_HOLE | Descriptors.FALLOC_FL_ZERO_RANGE;
    range(op.fileId(), op.offset(), (op.mode() & zeroing) == 0 ? 0 : op.length());
  }

  private void mtime(long fileId) {
    try (CachedFd file = open.path(fileId, files)) {
      present.attributes(fileId, file, SetAttributes.MTIME);
    }
  }

  /** With the mode, because a change of owner takes set-id bits away. */
  private void attributes(SetAttributes op) {
    try (CachedFd file = open.path(op.fileId(), files)) {
      present.attributes(op.fileId(), file, op.valid() | SetAttributes.MODE);
    }
  }

  /** With the mode, because an ACL is part of it. */
  private void xattr(long fileId, byte[] name) {
    try (CachedFd file = open.path(fileId, files)) {
      present.xattr(fileId, file, name);
      present.attributes(fileId, file, SetAttributes.MODE);
    }
  }
}
