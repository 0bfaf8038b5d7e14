package io.lockstep.node.capture;

/**
 * What the kernel knows a file by. Usually one for each file; but the kernel believes its own idea
 * of a regular file's size while it caches writes, so that it must be given a new node when
 * somebody else may have changed the file. Guarded by the {@link InodeTable}.
 */
final class Node {

  private final long id;
  private final Inode inode;
  private final boolean regular;

  /** Lookups that the kernel has not forgotten. */
  long lookups;

  Node(long id, Inode inode, boolean regular) {
    this.id = id;
    this.inode = inode;
    this.regular = regular;
  }

  /** The node id in requests and replies. */
  long id() {
    return id;
  }

  Inode inode() {
    return inode;
  }

  /** Whether it is a regular file. */
  boolean isRegular() {
    return regular;
  }
}
