package io.lockstep.node.capture;

import io.lockstep.journal.op.Name;
import io.lockstep.node.tree.FileHandle;

/** Files that somebody besides the kernel works with, by their ids. All threads. */
public final class PinnedFiles {

  private final InodeTable inodes;
  private final Names names;
  private final NameFinder finder;

  PinnedFiles(InodeTable inodes, Names names, NameFinder finder) {
    this.inodes = inodes;
    this.names = names;
    this.finder = finder;
  }

  /** A file that keeps its id until this is closed, whether the kernel knows it or not. */
  public static final class Pinned implements AutoCloseable {

    private final InodeTable inodes;
    private final Inode inode;

    private Pinned(InodeTable inodes, Inode inode) {
      this.inodes = inodes;
      this.inode = inode;
    }

    public long fileId() {
      return inode.fileId();
    }

    @Override
    public void close() {
      inodes.release(inode);
    }
  }

  public Pinned pin(FileHandle file) {
    return new Pinned(inodes, inodes.retain(file));
  }

  /**
   * Sees to it that the journal can bind the file. Waits for changes of names that are under way,
   * so never to be called while any file is held.
   *
   * @return false if it has no name
   */
  public boolean ensureNamed(Pinned file) {
    return finder.ensureNamed(file.inode);
  }

  /** The caller has found this entry and holds the directory. */
  public void learn(Pinned file, Pinned directory, Name name) {
    names.learn(file.inode, directory.inode, name);
  }
}
