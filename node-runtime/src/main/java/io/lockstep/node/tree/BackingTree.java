package io.lockstep.node.tree;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.SystemCallException;
import io.lockstep.node.scope.Exclusion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The replicated directories of a module on this node's own file systems, and the only way they are
 * changed. Applying the same operations in the same order makes the trees of two nodes equal:
 * names, types, content, modes, owners, modification times, extended attributes, hard links.
 *
 * <p>Safe for all threads; operations that conflict must be given in order by the caller (the
 * kernel holds them apart on the primary; a single applier does on the secondary). Results are 0 or
 * a negative {@link Errno}.
 */
public final class BackingTree implements AutoCloseable {

  /** Descriptors kept open, of each of two kinds. */
  private static final int CACHED_DESCRIPTORS = 1024;

  private final OpenFiles open;
  private final EntryChanges entries;
  private final ContentChanges content;
  private final AttributeChanges attributes;
  private final Repeat repeat;

  private BackingTree(OpenFiles open, Exclusion exclusion) {
    this.open = open;
    this.entries = new EntryChanges(open, exclusion);
    this.content = new ContentChanges(open);
    this.attributes = new AttributeChanges(open);
    this.repeat = new Repeat(open, entries);
  }

  /**
   * Opens the directories; their order gives them their root ids.
   *
   * @param exclusion names that the other node has its own of
   * @throws SystemCallException if one cannot be opened or its file system has no file handles
   */
  public static BackingTree open(List<Path> backingDirectories, Exclusion exclusion) {
    return open(backingDirectories, exclusion, CACHED_DESCRIPTORS);
  }

  static BackingTree open(
      List<Path> backingDirectories, Exclusion exclusion, int cachedDescriptors) {
    return new BackingTree(OpenFiles.open(backingDirectories, cachedDescriptors), exclusion);
  }

  /** What the file systems of the directories have left, in their order. */
  public List<FreeSpace> freeSpace() {
    return open.freeSpace();
  }

  /**
   * Closes the descriptors that are kept open: somebody else is going to delete files here, whose
   * space would not become free.
   */
  public void closeKeptDescriptors() {
    open.forgetAll();
  }

  /** Handle of a directory's root; directories are numbered from 0. */
  public FileHandle rootHandle(int root) {
    return open.root(root).handle();
  }

  /**
   * Applies an operation. Ids that it introduces are put into {@code files}; the id of a file that
   * it deletes is removed. An operation on the content or the attributes of a file that has been
   * deleted has nothing left to do: 0.
   *
   * @param timeNanos becomes the modification time of what is touched, nanoseconds since 1970
   */
  public int apply(Operation op, long timeNanos, FileTable files) {
    if (files.wasRemoved(changedFile(op))) {
      return 0;
    }
    try {
      dispatch(op, timeNanos, files);
      return 0;
    } catch (SystemCallException e) {
      return -e.errno();
    }
  }

  /**
   * Applies an operation of which it is unknown, after a crash, whether it was applied. Doing this
   * any number of times gives the result of applying it once. {@code -ESTALE} for an exchanging
   * rename if {@code files} does not know the file: its names do not tell.
   */
  public int redo(Operation op, long timeNanos, FileTable files) {
    if (files.wasRemoved(changedFile(op))) {
      return 0;
    }
    try {
      dispatchAgain(op, timeNanos, files);
      return 0;
    } catch (SystemCallException e) {
      return -e.errno();
    }
  }

  /** The file whose content or attributes an operation changes, or 0 if it changes entries. */
  private static long changedFile(Operation op) {
    return op instanceof Operation.OfFile file ? file.fileId() : 0;
  }

  private void dispatch(Operation op, long timeNanos, FileTable files) {
    switch (op) {
      case Operation.Bind bind -> entries.bind(bind, files);
      case Operation.Create create -> entries.create(NewEntry.of(create), timeNanos, files);
      case Operation.MakeDirectory make -> entries.create(NewEntry.of(make), timeNanos, files);
      case Operation.Symlink symlink -> entries.create(NewEntry.of(symlink), timeNanos, files);
      case Operation.Link link -> entries.link(link, timeNanos, files);
      case Operation.Unlink unlink -> entries.unlink(unlink, timeNanos, files);
      case Operation.RemoveDirectory remove -> entries.removeDirectory(remove, timeNanos, files);
      case Operation.Rename rename -> entries.rename(rename, timeNanos, files);
      case Operation.Heal heal -> entries.heal(heal, timeNanos, files);
      case Operation.Write write -> content.write(write, timeNanos, files);
      case Operation.Remnant remnant -> content.remnant(remnant, timeNanos, files);
      case Operation.Truncate truncate -> content.truncate(truncate, timeNanos, files);
      case Operation.Allocate allocate -> content.allocate(allocate, timeNanos, files);
      case Operation.Barrier barrier -> content.barrier(barrier, files);
      case Operation.SetAttributes set -> attributes.set(set, files);
      case Operation.SetXattr set -> attributes.setXattr(set, set.flags(), files);
      case Operation.RemoveXattr remove -> attributes.removeXattr(remove, files);
    }
  }

  private void dispatchAgain(Operation op, long timeNanos, FileTable files) {
    switch (op) {
      case Operation.Create create -> repeat.create(NewEntry.of(create), timeNanos, files);
      case Operation.MakeDirectory make -> repeat.create(NewEntry.of(make), timeNanos, files);
      case Operation.Symlink symlink -> repeat.create(NewEntry.of(symlink), timeNanos, files);
      case Operation.Link link -> repeat.link(link, timeNanos, files);
      case Operation.Unlink unlink -> repeat.unlink(unlink, timeNanos, files);
      case Operation.RemoveDirectory remove -> repeat.removeDirectory(remove, timeNanos, files);
      case Operation.Rename rename -> repeat.rename(rename, timeNanos, files);
      case Operation.SetXattr set -> attributes.setXattr(set, 0, files);
      case Operation.RemoveXattr remove -> removeXattrAgain(remove, files);
      default -> dispatch(op, timeNanos, files);
    }
  }

  private void removeXattrAgain(Operation.RemoveXattr op, FileTable files) {
    try {
      attributes.removeXattr(op, files);
    } catch (SystemCallException e) {
      if (e.errno() != Errno.ENODATA) {
        throw e;
      }
    }
  }

  /**
   * Reads how this tree stands where {@code failed} was to change it, and answers with operations
   * that make the peer's tree equal to it again, given that the peer has applied {@code failed}.
   * Ids keep their meaning. Data of the answer are mapped files: encode them before these change.
   *
   * @param newIds gives ids to files that the operation does not name (a directory's content)
   * @throws SystemCallException if the present state cannot be read
   */
  public List<Operation> healing(Operation failed, FileTable files, LongSupplier newIds) {
    return new Healing(open, files, newIds).of(failed);
  }

  /**
   * Operations that make an entry anew elsewhere as it is here, whatever stands there: without the
   * content of a file and the entries of a directory.
   *
   * @throws SystemCallException if there is none, or it cannot be read
   */
  public List<Operation> shell(
      long parentId, FileHandle parent, Name name, long fileId, FileTable files) {
    List<Operation> out = new ArrayList<>();
    try (CachedFd directory = open.path(parent)) {
      new PresentState(open, files, () -> fileId, out).shell(parentId, directory, name, fileId);
    }
    return out;
  }

  /**
   * The file at a name of a directory, not following a symbolic link; null if there is none.
   *
   * @throws SystemCallException if that cannot be told
   */
  public FileHandle find(FileHandle directory, Name name) {
    try (CachedFd parent = open.path(directory)) {
      return open.childOrNull(parent, name.bytes());
    }
  }

  /**
   * Opens a file for the caller, who closes it: a descriptor or a negative errno. Close-on-exec is
   * added to the flags.
   */
  public int openRead(FileHandle file, int flags) {
    return open.root(file.root()).open(file, flags);
  }

  /** syncfs(2) of every directory's file system: 0 or a negative errno. */
  public int sync() {
    return open.sync();
  }

  /** Closes what is cached of a file. */
  public void forget(FileHandle file) {
    open.forget(file);
  }

  @Override
  public void close() {
    open.close();
  }
}
