package io.lockstep.node.capture;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.posix.Clock;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.tree.BackingTree;
import io.lockstep.node.tree.FileTable;
import io.lockstep.node.write.SyncHint;
import io.lockstep.node.write.WritePath;
import io.lockstep.node.write.WritePath.LocalStep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes modifications through the write path. All threads. */
final class Modifications {

  private static final Logger LOG = LoggerFactory.getLogger(Modifications.class);

  /** So often the name that was found may go again before it is used. */
  private static final int MAX_TRIES = 100;

  private final WritePath writes;
  private final BackingTree tree;
  private final FileTable files;
  private final NameFinder finder;
  private final Names names;
  private final LocalNames local;

  Modifications(
      WritePath writes,
      BackingTree tree,
      FileTable files,
      NameFinder finder,
      Names names,
      LocalNames local) {
    this.writes = writes;
    this.tree = tree;
    this.files = files;
    this.finder = finder;
    this.names = names;
    this.local = local;
  }

  FileTable files() {
    return files;
  }

  /** What is not replicated. */
  LocalNames local() {
    return local;
  }

  /** The present moment in nanoseconds since 1970, as fine as the clock is. */
  static long now() {
    return Clock.realtimeNanos();
  }

  /**
   * Sees to it that the journal can bind these files. To be called before entries begin to change
   * ({@link Names#beginChange}), because it may wait for changes that are under way.
   */
  void ensureNamed(Inode... mentioned) {
    for (Inode inode : mentioned) {
      finder.ensureNamed(inode);
    }
  }

  /** Carries out an operation whose files have names, with the usual local step. */
  void run(Operation operation, long timeNanos) {
    run(operation, timeNanos, () -> applyLocally(operation, timeNanos));
  }

  /** Carries out an operation whose files have names. */
  void run(Operation operation, long timeNanos, LocalStep localStep) {
    if (local.isLocal(operation)) {
      runLocally(operation, timeNanos, localStep);
    } else {
      replicate(operation, timeNanos, SyncHint.NONE, localStep);
    }
  }

  private void replicate(Operation operation, long timeNanos, SyncHint hint, LocalStep localStep) {
    int result = writes.execute(operation, timeNanos, hint, localStep);
    for (int tries = 1; result == WritePath.UNNAMED && tries < MAX_TRIES; tries++) {
      // The kernel's locks do not keep a file's names for pages written back and O_TRUNC.
      result =
          isNamedAfterAll(operation)
              ? writes.execute(operation, timeNanos, hint, localStep)
              : localStep.run();
    }
    if (result == WritePath.UNNAMED) {
      throw unnamed(operation);
    }
    RequestRefused.check(result);
  }

  /**
   * Looks for a further name where one has gone on the way. If there is none, nobody can reach the
   * file after a failover, and its change is this node's own.
   *
   * @throws RequestRefused EIO if entries are to be changed: looking would wait for other changes,
   *     and the kernel's locks keep the names of all that takes part
   */
  private boolean isNamedAfterAll(Operation operation) {
    Inode inode =
        operation instanceof Operation.OfFile ofFile ? finder.known(ofFile.fileId()) : null;
    if (inode == null) {
      throw unnamed(operation);
    }
    return finder.ensureNamed(inode);
  }

  private static RequestRefused unnamed(Operation operation) {
    LOG.error("refused: no name is known of a file in {}", operation);
    return new RequestRefused(Errno.EIO);
  }

  /**
   * Names are followed first, as the write path does: the step may wait for its turn. Directories
   * get their new modification time on both nodes, so that they stay equal.
   */
  private void runLocally(Operation operation, long timeNanos, LocalStep localStep) {
    for (long directoryId : local.replicatedDirectories(operation)) {
      run(modified(directoryId, timeNanos), timeNanos);
    }
    RequestSlot slot = RequestSlot.current();
    if (slot != null) {
      slot.changesLocally();
    }
    names.follow(operation);
    int result = localStep.run();
    if (result < 0) {
      names.doubt(operation);
    }
    RequestRefused.check(result);
  }

  private static Operation modified(long fileId, long timeNanos) {
    return new Operation.SetAttributes(
        fileId, Operation.SetAttributes.MTIME, 0, 0, 0, 0, timeNanos);
  }

  /**
   * Carries out a write through a descriptor of the original file.
   *
   * @param journaled runs as soon as the write has its place in the journal and waits for the peer
   */
  void write(Operation.Write write, long timeNanos, OpenFile file, Runnable journaled) {
    Inode inode = file.inode();
    ensureNamed(inode);
    SyncHint hint = inode.syncHabit().wrote();
    ModificationTime order = inode.modificationTime();
    LocalStep step = new PageWrite(write, file, order, journaled);
    order.during(write, timeNanos, () -> execute(write, timeNanos, hint, step));
  }

  private void execute(Operation.Write write, long timeNanos, SyncHint hint, LocalStep step) {
    if (local.isLocal(write)) {
      runLocally(write, timeNanos, step);
    } else {
      replicate(write, timeNanos, hint, step);
    }
  }

  /**
   * Carries out an operation that sets the modification time of one file to {@code mtimeNanos}.
   *
   * @param change the local step, but for the modification time
   * @param setter sets it on this node
   */
  void runTimed(
      Operation operation,
      long timeNanos,
      long mtimeNanos,
      Inode inode,
      ModificationTime.Change change,
      ModificationTime.Setter setter) {
    ensureNamed(inode);
    ModificationTime order = inode.modificationTime();
    order.during(
        operation,
        mtimeNanos,
        () -> run(operation, timeNanos, () -> order.apply(operation, change, setter)));
  }

  /** The usual local step. */
  int applyLocally(Operation operation, long timeNanos) {
    return tree.apply(operation, timeNanos, files);
  }

  /** Sets the permission bits. */
  void setMode(Inode inode, int mode, long timeNanos) {
    ensureNamed(inode);
    run(
        new Operation.SetAttributes(inode.fileId(), Operation.SetAttributes.MODE, mode, 0, 0, 0, 0),
        timeNanos);
  }
}
