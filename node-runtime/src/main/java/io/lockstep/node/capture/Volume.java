package io.lockstep.node.capture;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.capture.protocol.InitNegotiation;
import io.lockstep.node.posix.DescriptorLimit;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.tree.FileHandle;

/** What the handlers of one captured directory share. All threads. */
record Volume(
    Original original,
    InodeTable inodes,
    Names names,
    Modifications modifications,
    OpenFiles openFiles,
    NamelessPark namelessPark,
    InitNegotiation.Agreement agreement) {

  /** The file of a node id; a kernel that names one it was never told of gets ESTALE. */
  Inode inode(long nodeId) {
    Inode inode = inodes.byNode(original.root(), nodeId);
    if (inode == null) {
      throw new RequestRefused(Errno.ESTALE);
    }
    return inode;
  }

  /** The file that the request is about. */
  Inode inode(Call call) {
    return inode(call.request().nodeId());
  }

  /**
   * The open file that the request is about; one that was opened in an earlier process is opened
   * again, as the file that the request names.
   */
  OpenFile opened(Call call, long handle) {
    return openFiles.isLeft(handle)
        ? openFiles.reopen(handle, reopened(inode(call)))
        : openFiles.get(handle);
  }

  /** The same for its content. */
  OpenFile usable(Call call, long handle) {
    return OpenFiles.usable(opened(call, handle));
  }

  /** How it was opened nobody knows any more; the kernel has seen to what may be done with it. */
  private OpenFile reopened(Inode inode) {
    try (Original.Lease file = original.lease(inode)) {
      byte[] path = PathBytes.ofDescriptor(file.fd());
      int fd = Descriptors.open(path, OpenFlags.O_RDWR | OpenFlags.O_CLOEXEC, 0);
      boolean cached = fd != -Errno.EISDIR;
      return new OpenFile(
          inode,
          fd >= 0
              ? fd
              : RequestRefused.check(
                  Descriptors.open(path, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC, 0)),
          cached);
    }
  }

  /**
   * Opens the file for an application: a descriptor. ENFILE if this process has no more to give:
   * EMFILE would say that the application itself has too many.
   */
  int open(Inode inode, int flags) {
    try (Original.Lease file = original.lease(inode)) {
      int fd = Descriptors.open(PathBytes.ofDescriptor(file.fd()), flags | OpenFlags.O_CLOEXEC, 0);
      if (fd > DescriptorLimit.HIGHEST) {
        Descriptors.close(fd);
        throw new RequestRefused(Errno.ENFILE);
      }
      return RequestRefused.check(fd == -Errno.EMFILE ? -Errno.ENFILE : fd);
    }
  }

  /** Reads the attributes into the call. */
  void stat(Call call, Inode inode) {
    try (Original.Lease file = original.lease(inode)) {
      RequestRefused.check(call.stat().read(file.fd()));
    }
  }

  /**
   * Carries out an operation whose usual local step sets the file's modification time to {@code
   * mtimeNanos}.
   */
  void runTimed(Operation operation, long timeNanos, long mtimeNanos, Inode inode) {
    modifications.runTimed(
        operation,
        timeNanos,
        mtimeNanos,
        inode,
        () -> modifications.applyLocally(operation, timeNanos),
        latestNanos -> latestNanos == mtimeNanos ? 0 : setModified(inode, latestNanos));
  }

  private int setModified(Inode inode, long timeNanos) {
    try (Original.Lease file = original.lease(inode)) {
      return LocalFile.modified(file.fd(), timeNanos);
    }
  }

  /** The handle of an entry that must be there. */
  FileHandle existing(int directoryFd, byte[] name) {
    FileHandle handle = original.handleAt(directoryFd, name);
    if (handle == null) {
      throw new RequestRefused(Errno.ENOENT);
    }
    return handle;
  }

  /** One lookup less: the kernel was not told of it. */
  void forget(Node node) {
    inodes.forget(node.inode().root(), node.id(), 1);
  }

  /** A name of the request; refused if longer than the file system takes. */
  static byte[] nameAt(Call call, int offset) {
    byte[] name = call.request().stringAt(offset);
    if (name.length > Name.MAX_BYTES) {
      throw new RequestRefused(Errno.ENAMETOOLONG);
    }
    return name;
  }
}
