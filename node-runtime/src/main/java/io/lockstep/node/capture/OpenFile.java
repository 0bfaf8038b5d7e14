package io.lockstep.node.capture;

import io.lockstep.node.posix.StreamFlush;

/** What an application has opened: a file or directory, and the descriptor that serves it. */
final class OpenFile {

  private final Inode inode;
  private final int fd;
  private final boolean cached;
  private final StreamFlush flush = new StreamFlush();
  private volatile boolean ended;

  /** Where the descriptor of a directory stands; guarded by this object's monitor. */
  long directoryOffset;

  /**
   * Opened.
   *
   * @param cached whether the kernel keeps pages of it
   */
  OpenFile(Inode inode, int fd, boolean cached) {
    this.inode = inode;
    this.fd = fd;
    this.cached = cached;
  }

  Inode inode() {
    return inode;
  }

  int fd() {
    return fd;
  }

  /** Follows what is written through it. */
  StreamFlush flush() {
    return flush;
  }

  /** The kernel's pages are void: if it has any, the open file is too. */
  void endCachedUse() {
    ended = cached;
  }

  /** Whether its content may be read or written. */
  boolean isUsable() {
    return !ended;
  }
}
