package io.lockstep.node.capture;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.scope.Scope;
import io.lockstep.node.tree.FileHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A file the kernel knows of (or that is needed to name one it knows of). Holds no descriptor,
 * except for a file without a name: nothing but a descriptor leads to that.
 *
 * <p>The counters and the places belong to {@link InodeTable} and {@link Names} and change under
 * their common lock; {@link #places} and {@link #isNameless} may be read without it.
 */
final class Inode {

  private static final int NO_DESCRIPTOR = -1;

  private final int root;
  private final long fileId;
  private final FileHandle handle;

  /** Nodes by which the kernel knows it. */
  int nodes;

  /** Requests under way that need it. */
  int uses;

  /** Places of others that name this one as parent. */
  int children;

  /** Changes of this directory's entries: the names under way, and a count of those done. */
  final List<Name> changing = new ArrayList<>(0);

  long changesDone;

  private volatile Node node;
  private volatile List<Place> places = List.of();
  private int keptDescriptor = NO_DESCRIPTOR;
  private int keptUsers;
  private boolean keptIsUnwanted;
  private Runnable unpark;
  private int opens;
  private volatile boolean nameless;
  private volatile boolean unprivileged;
  private volatile Scope scope;
  private volatile ModificationTime modificationTime;
  private final SyncHabit syncHabit = new SyncHabit();
  private final LostWrites lostWrites = new LostWrites();

  Inode(int root, long fileId, FileHandle handle) {
    this.root = root;
    this.fileId = fileId;
    this.handle = handle;
  }

  /** Index of the replicated directory it is in. */
  int root() {
    return root;
  }

  long fileId() {
    return fileId;
  }

  FileHandle handle() {
    return handle;
  }

  boolean isRoot() {
    return fileId < Operation.FIRST_FILE;
  }

  /** Whether anything holds it in the table. */
  boolean isUsed() {
    return nodes > 0 || uses > 0 || children > 0 || isRoot();
  }

  /** The node that further lookups are told of, or null if they need a new one. */
  Node node() {
    return node;
  }

  void node(Node current) {
    node = current;
  }

  /** The known names, as of the journal's end; not necessarily all. */
  List<Place> places() {
    return places;
  }

  void places(List<Place> newPlaces) {
    places = newPlaces;
  }

  /** Whether its last name is gone: nobody but its present users can reach it. */
  boolean isNameless() {
    return nameless;
  }

  void nameless(boolean isNameless) {
    nameless = isNameless;
  }

  /** Whether it is known to have no set-ID bits that a write must take off. */
  boolean isUnprivileged() {
    return unprivileged;
  }

  void unprivileged(boolean isUnprivileged) {
    unprivileged = isUnprivileged;
  }

  /** Whether it is replicated; null if not known. */
  Scope scope() {
    return scope;
  }

  void scope(Scope known) {
    scope = known;
  }

  /** When it is usually synced. */
  SyncHabit syncHabit() {
    return syncHabit;
  }

  /** Failures that its writers have not been told of. */
  LostWrites lostWrites() {
    return lostWrites;
  }

  /** Waits until all writes that were answered too early to be over are over. */
  void awaitWritten() {
    ModificationTime known = modificationTime;
    if (known != null) {
      known.awaitJournaled();
    }
  }

  /** The order of changes that move the modification time. */
  ModificationTime modificationTime() {
    ModificationTime known = modificationTime;
    return known != null ? known : makeModificationTime();
  }

  private synchronized ModificationTime makeModificationTime() {
    if (modificationTime == null) {
      modificationTime = new ModificationTime();
    }
    return modificationTime;
  }

  /** Hands over a descriptor (O_PATH) that keeps the file alive and reachable without a name. */
  synchronized void keep(int descriptor) {
    if (keptDescriptor == NO_DESCRIPTOR) {
      keptDescriptor = descriptor;
      keptIsUnwanted = false;
    } else {
      Descriptors.close(descriptor);
    }
  }

  /** An application has opened it. */
  synchronized void opened() {
    opens++;
  }

  /** Whether an application has it open, as far as this process knows. */
  synchronized boolean isOpen() {
    return opens > 0;
  }

  /** One use less. */
  synchronized void closed() {
    opens--;
  }

  /**
   * Parks what keeps it alive, if there is anything, it is not parked yet, and somebody may still
   * use the file when this process has been killed.
   *
   * @param used whether somebody may use it although no open file is known here
   */
  synchronized void parkKept(boolean used, IntFunction<Runnable> park) {
    boolean worth = used || opens > 0;
    if (keptDescriptor != NO_DESCRIPTOR && unpark == null && worth) {
      unpark = park.apply(keptDescriptor);
    }
  }

  /** The kept descriptor, for a moment, or -1 if there is none; then {@link #giveBack}. */
  synchronized int borrowKept() {
    keptUsers += keptDescriptor == NO_DESCRIPTOR ? 0 : 1;
    return keptDescriptor;
  }

  /** A borrowed descriptor is not used any more. */
  synchronized void giveBack() {
    keptUsers--;
    closeUnwanted();
  }

  /** The kept descriptor is closed, at the latest by its last user. */
  synchronized void closeKept() {
    keptIsUnwanted = true;
    closeUnwanted();
  }

  private void closeUnwanted() {
    if (keptIsUnwanted && keptUsers == 0 && keptDescriptor != NO_DESCRIPTOR) {
      Descriptors.close(keptDescriptor);
      keptDescriptor = NO_DESCRIPTOR;
      if (unpark != null) {
        unpark.run();
        unpark = null;
      }
    }
  }
}
