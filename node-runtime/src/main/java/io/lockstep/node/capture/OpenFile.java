package io.lockstep.node.capture;

/** What an application has opened: a file or directory, and the descriptor that serves it. */
final class OpenFile {

  private final Inode inode;
  private final int fd;

  /** Where the descriptor of a directory stands; guarded by this object's monitor. */
  long directoryOffset;

  OpenFile(Inode inode, int fd) {
    this.inode = inode;
    this.fd = fd;
  }

  Inode inode() {
    return inode;
  }

  int fd() {
    return fd;
  }
}
