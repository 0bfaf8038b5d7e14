package io.lockstep.node.tree;

import io.lockstep.node.posix.StreamFlush;

/**
 * A descriptor borrowed from an {@link FdCache}; closing it gives it back. State is guarded by the
 * cache.
 */
final class CachedFd implements AutoCloseable {

  private final FdCache owner;
  private final FileHandle handle;
  private final int fd;
  private final StreamFlush flush = new StreamFlush();

  int users;
  boolean dropped;

  CachedFd(FdCache owner, FileHandle handle, int fd) {
    this.owner = owner;
    this.handle = handle;
    this.fd = fd;
  }

  int fd() {
    return fd;
  }

  /** Follows what is written through it. */
  StreamFlush flush() {
    return flush;
  }

  FileHandle handle() {
    return handle;
  }

  @Override
  public void close() {
    owner.release(this);
  }
}
