package io.lockstep.node.tree;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.Operation.SetAttributes;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Dirent;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.posix.SystemCallException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Describes what is on this node's disk as operations that make it anew elsewhere. Opens files for
 * reading only: what is to be described may be a file system that has become read-only.
 */
final class PresentState {

  private static final byte[] NONE = {};
  private static final byte[] ACCESS_ACL = bytes("system.posix_acl_access");
  private static final byte[] DEFAULT_ACL = bytes("system.posix_acl_default");

  private final OpenFiles open;
  private final FileTable files;
  private final LongSupplier newIds;
  private final List<Operation> out;

  PresentState(OpenFiles open, FileTable files, LongSupplier newIds, List<Operation> out) {
    this.open = open;
    this.files = files;
    this.newIds = newIds;
    this.out = out;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The entry as it is, with all below it; or that there is none. */
  void entry(long parentId, CachedFd parent, Name name, long fileId) {
    Stat stat = new Stat();
    int result = stat.read(parent.fd(), name.bytes());
    if (result == -Errno.ENOENT) {
      out.add(new Operation.Heal(parentId, name, fileId, 0, 0, 0, 0, NONE));
      return;
    }
    SystemCallException.check("statx", result);
    FileHandle handle = open.child(parent, name.bytes());
    files.put(fileId, handle);
    out.add(heal(parentId, parent, name, fileId, stat));
    try (CachedFd file = open.path(handle)) {
      below(fileId, file, stat);
      inheritedAcls(fileId, file, parent, stat);
      xattrs(fileId, file);
      attributes(fileId, file, SetAttributes.MODE | SetAttributes.MTIME);
    }
  }

  /** The entry, which is there, without what it holds: content comes by itself later. */
  void shell(long parentId, CachedFd parent, Name name, long fileId) {
    Stat stat = new Stat();
    SystemCallException.check("statx", stat.read(parent.fd(), name.bytes()));
    out.add(heal(parentId, parent, name, fileId, stat));
    try (CachedFd file = open.path(open.child(parent, name.bytes()))) {
      if (stat.isRegular()) {
        out.add(new Operation.Truncate(fileId, stat.size()));
      }
      inheritedAcls(fileId, file, parent, stat);
      xattrs(fileId, file);
      attributes(fileId, file, SetAttributes.MODE | SetAttributes.MTIME);
    }
    attributes(parentId, parent, SetAttributes.MTIME);
  }

  private static Operation heal(long parentId, CachedFd parent, Name name, long fileId, Stat stat) {
    byte[] target = stat.isSymlink() ? SymlinkTarget.read(parent, name.bytes()) : NONE;
    return new Operation.Heal(
        parentId, name, fileId, stat.mode(), stat.uid(), stat.gid(), stat.rdev(), target);
  }

  /** Content comes before extended attributes: writing takes file capabilities away. */
  private void below(long fileId, CachedFd file, Stat stat) {
    if (stat.isRegular()) {
      extents(fileId, file.handle(), 0);
    } else if (stat.isDirectory()) {
      for (byte[] child : children(file.handle())) {
        entry(fileId, file, Name.of(child), newIds.getAsLong());
      }
    }
  }

  /** Through a descriptor of its own: a shared one has one position for all. */
  private List<byte[]> children(FileHandle directory) {
    int fd = open.open(directory, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
    try {
      return Dirent.list(fd);
    } finally {
      Descriptors.close(fd);
    }
  }

  /** The peer's kernel gives the new entry ACLs where the parent has a default one. */
  private void inheritedAcls(long fileId, CachedFd file, CachedFd parent, Stat stat) {
    if (stat.isSymlink() || Xattrs.value(parent.fd(), DEFAULT_ACL) == null) {
      return;
    }
    removeIfAbsent(fileId, file, ACCESS_ACL);
    if (stat.isDirectory()) {
      removeIfAbsent(fileId, file, DEFAULT_ACL);
    }
  }

  private void removeIfAbsent(long fileId, CachedFd file, byte[] name) {
    if (Xattrs.value(file.fd(), name) == null) {
      out.add(new Operation.RemoveXattr(fileId, name));
    }
  }

  private void xattrs(long fileId, CachedFd file) {
    for (byte[] name : Xattrs.names(file.fd())) {
      xattr(fileId, file, name);
    }
  }

  /** One attribute as it is, or its removal. */
  void xattr(long fileId, CachedFd file, byte[] name) {
    byte[] value = Xattrs.value(file.fd(), name);
    out.add(
        value == null
            ? new Operation.RemoveXattr(fileId, name)
            : new Operation.SetXattr(fileId, name, value, 0));
  }

  /** The extents from a position on, for a file that has nothing there; and the size. */
  void extents(long fileId, FileHandle handle, long from) {
    reading(fileId, handle, (fd, size) -> MappedContent.extents(fileId, fd, from, size, out));
  }

  /** Every byte of a range as far as the file reaches, and the size. */
  void range(long fileId, FileHandle handle, long from, long to) {
    reading(
        fileId, handle, (fd, size) -> MappedContent.all(fileId, fd, from, Math.min(to, size), out));
  }

  @FunctionalInterface
  private interface Content {
    void read(int fd, long size);
  }

  /** Content, then the size. For reading only: an immutable file cannot be opened otherwise. */
  private void reading(long fileId, FileHandle handle, Content content) {
    int fd = open.open(handle, OpenFlags.O_RDONLY);
    try {
      Stat stat = new Stat();
      SystemCallException.check("statx", stat.read(fd));
      content.read(fd, stat.size());
      out.add(new Operation.Truncate(fileId, stat.size()));
    } finally {
      Descriptors.close(fd);
    }
  }

  /** The attributes as they are; a symbolic link has no mode. */
  void attributes(long fileId, CachedFd file, int valid) {
    Stat stat = Stat.ofThread();
    SystemCallException.check("statx", stat.read(file.fd()));
    int settable = stat.isSymlink() ? valid & ~SetAttributes.MODE : valid;
    out.add(
        new SetAttributes(
            fileId,
            settable,
            stat.mode(),
            stat.uid(),
            stat.gid(),
            stat.atimeNanos(),
            stat.mtimeNanos()));
  }
}
