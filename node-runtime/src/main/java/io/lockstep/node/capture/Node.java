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
  private final int slot;

  /** Lookups that the kernel has not forgotten. */
  long lookups;

  /**
   * A node that nobody has looked up yet.
   *
   * @param slot where the {@link NodeTable} keeps it
   */
  Node(long id, Inode inode, boolean regular, int slot) {
    this.id = id;
    this.inode = inode;
    this.regular = regular;
    this.slot = slot;
  }

  /** The node id in requests and replies. */
  long id() {
    return id;
  }

  int slot() {
    return slot;
  }

  Inode inode() {
    return inode;
  }

  /** Whether it is a regular file. */
  boolean isRegular() {
    return regular;
  }
}
