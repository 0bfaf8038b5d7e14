package io.lockstep.node.tree;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.Operation.SetAttributes;
import io.lockstep.node.posix.Attributes;
import io.lockstep.node.posix.ExtendedAttributes;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Changes of attributes, of files of any type: through O_PATH descriptors and {@code
 * /proc/self/fd}, so that a symbolic link's own attributes are meant and no device is opened. Safe
 * for all threads; failures are {@link SystemCallException}s.
 */
final class AttributeChanges {

  private static final byte[] EMPTY = {};
  private static final int PERMISSIONS = 07777;
  private static final int UNCHANGED = -1;

  private final OpenFiles open;

  AttributeChanges(OpenFiles open) {
    this.open = open;
  }

  void set(SetAttributes op, FileTable files) {
    try (CachedFd file = open.path(op.fileId(), files)) {
      // Owner first: chown(2) takes the set-id bits away.
      setOwner(file, op);
      setMode(file, op);
      setTimes(file, op);
    }
  }

  private static boolean names(SetAttributes op, int bits) {
    return (op.valid() & bits) != 0;
  }

  private static void setOwner(CachedFd file, SetAttributes op) {
    if (!names(op, SetAttributes.UID | SetAttributes.GID)) {
      return;
    }
    int uid = names(op, SetAttributes.UID) ? op.uid() : UNCHANGED;
    int gid = names(op, SetAttributes.GID) ? op.gid() : UNCHANGED;
    SystemCallException.check(
        "fchownat", Attributes.fchownat(file.fd(), EMPTY, uid, gid, Attributes.AT_EMPTY_PATH));
  }

  private static void setMode(CachedFd file, SetAttributes op) {
    if (names(op, SetAttributes.MODE)) {
      byte[] path = PathBytes.ofDescriptor(file.fd());
      SystemCallException.check("chmod", Attributes.chmod(path, op.mode() & PERMISSIONS));
    }
  }

  private static void setTimes(CachedFd file, SetAttributes op) {
    if (names(op, SetAttributes.ATIME | SetAttributes.MTIME)) {
      Times.set(
          file,
          names(op, SetAttributes.ATIME) ? op.atimeNanos() : null,
          names(op, SetAttributes.MTIME) ? op.mtimeNanos() : null);
    }
  }

  void setXattr(Operation.SetXattr op, int flags, FileTable files) {
    try (CachedFd file = open.path(op.fileId(), files);
        Arena arena = Arena.ofConfined()) {
      byte[] path = PathBytes.ofDescriptor(file.fd());
      MemorySegment value = arena.allocateFrom(JAVA_BYTE, op.value());
      SystemCallException.check(
          "setxattr",
          ExtendedAttributes.setxattr(path, op.name(), value, op.value().length, flags));
    }
  }

  void removeXattr(Operation.RemoveXattr op, FileTable files) {
    try (CachedFd file = open.path(op.fileId(), files)) {
      byte[] path = PathBytes.ofDescriptor(file.fd());
      SystemCallException.check("removexattr", ExtendedAttributes.removexattr(path, op.name()));
    }
  }
}
