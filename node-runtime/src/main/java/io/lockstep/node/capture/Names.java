package io.lockstep.node.capture;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.write.NameSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Under which names the known files can be found, as of the end of the journal. All threads; the
 * monitor is the inode table's, and nothing is called out to while it is held.
 *
 * <p>A name is learned where it is looked up, and followed from operation to operation. The journal
 * runs ahead of the tree, so what a lookup finds in the tree counts only if no change of that
 * directory was under way or has ended meanwhile ({@link #changesOf}). The kernel's own locks make
 * this the normal case; only its revalidation of cached names goes without them.
 */
final class Names implements NameSource {

  /** A directory whose entries are being changed. */
  static final long UNSTABLE = -1;

  /** Further names of a file are known from links and lookups; more than these are not needed. */
  private static final int MAX_PLACES = 8;

  private final InodeTable inodes;

  Names(InodeTable inodes) {
    this.inodes = inodes;
  }

  @Override
  public Binding nameOf(long fileId) {
    Inode inode = inodes.byFile(fileId);
    List<Place> places = inode == null ? List.of() : inode.places();
    return places.isEmpty()
        ? null
        : new Binding(places.getFirst().parent().fileId(), places.getFirst().name());
  }

  @Override
  public void follow(Operation operation) {
    switch (operation) {
      case Operation.Write op -> journaled(op.fileId(), op);
      case Operation.Truncate op -> journaled(op.fileId(), op);
      case Operation.Allocate op -> journaled(op.fileId(), op);
      case Operation.SetAttributes op -> journaled(op.fileId(), op);
      default -> followNames(operation);
    }
  }

  private void journaled(long fileId, Operation operation) {
    Inode inode = inodes.byFile(fileId);
    if (inode != null) {
      inode.modificationTime().journaled(operation);
    }
  }

  private void followNames(Operation operation) {
    synchronized (inodes) {
      switch (operation) {
        case Operation.Link op -> add(op.fileId(), op.parentId(), op.name());
        case Operation.Unlink op -> remove(op.fileId(), op.parentId(), op.name());
        case Operation.RemoveDirectory op -> remove(op.fileId(), op.parentId(), op.name());
        case Operation.Rename op -> follow(op);
        case Operation.Heal op -> follow(op);
        default -> {
          // A created file is not known yet: its maker calls learn(), the kernel's lock held.
        }
      }
    }
  }

  /** State of a directory's entries, to be taken before reading them for {@link #learn}. */
  long changesOf(Inode directory) {
    synchronized (inodes) {
      return directory.changing.isEmpty() ? directory.changesDone : UNSTABLE;
    }
  }

  /** An entry has been found in a directory whose state before that was {@code changes}. */
  void learn(Inode inode, Inode parent, byte[] name, long changes) {
    if (knows(inode, parent, name)) {
      return;
    }
    synchronized (inodes) {
      if (changes != UNSTABLE && changes == changesOf(parent)) {
        add(inode, new Place(parent, Name.of(name)));
      }
    }
  }

  /** The caller knows this entry, since the kernel holds the directory's lock for it. */
  void learn(Inode inode, Inode parent, Name name) {
    synchronized (inodes) {
      add(inode, new Place(parent, name));
    }
  }

  /**
   * Waits until the entry is not being changed, then learns it if it is still what the caller has
   * found. Never to be called while the caller itself changes entries.
   */
  void learnWhenQuiet(Inode inode, Inode parent, Name name, BooleanSupplier isStillThere) {
    boolean interrupted = false;
    synchronized (inodes) {
      while (parent.changing.contains(name)) {
        try {
          inodes.wait();
        } catch (InterruptedException e) {
          // The change is bounded in time by the write path, so this wait is too.
          interrupted = true;
        }
      }
      if (isStillThere.getAsBoolean()) {
        add(inode, new Place(parent, name));
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** An entry that is being changed, until it is closed: done or not. */
  record Change(Names names, Inode directory, Name name) implements AutoCloseable {
    @Override
    public void close() {
      names.endChange(this);
    }
  }

  /** The entry is going to change. */
  Change beginChange(Inode directory, Name name) {
    synchronized (inodes) {
      directory.changing.add(name);
    }
    return new Change(this, directory, name);
  }

  private void endChange(Change change) {
    synchronized (inodes) {
      change.directory().changing.remove(change.name());
      change.directory().changesDone++;
      inodes.notifyAll();
    }
  }

  /** An operation failed half-way: what is known of this file's names is worth nothing. */
  void doubt(Inode inode) {
    synchronized (inodes) {
      inode.scope(null);
      for (Place place : inode.places()) {
        remove(inode, place);
      }
    }
  }

  /** The same of every file whose name the operation was to change. */
  void doubt(Operation failed) {
    switch (failed) {
      case Operation.Link op -> doubt(op.fileId());
      case Operation.Unlink op -> doubt(op.fileId());
      case Operation.RemoveDirectory op -> doubt(op.fileId());
      case Operation.Rename op -> {
        doubt(op.fileId());
        doubt(op.replacedId());
      }
      default -> {
        // It names no file that was known before.
      }
    }
  }

  private void doubt(long fileId) {
    Inode inode = inodes.byFile(fileId);
    if (inode != null) {
      doubt(inode);
    }
  }

  /** Somebody else has changed the tree: no name is known any more. */
  void doubtAll() {
    synchronized (inodes) {
      inodes.all().forEach(this::doubt);
    }
  }

  private static boolean knows(Inode inode, Inode parent, byte[] name) {
    for (Place place : inode.places()) {
      if (place.parent() == parent
          && place.name().length() == name.length
          && place.name().equals(Name.of(name))) {
        return true;
      }
    }
    return inode.isRoot();
  }

  private void follow(Operation.Rename rename) {
    boolean exchange = (rename.flags() & 2) != 0;
    remove(rename.fileId(), rename.parentId(), rename.name());
    remove(rename.replacedId(), rename.newParentId(), rename.newName());
    add(rename.fileId(), rename.newParentId(), rename.newName());
    if (exchange) {
      add(rename.replacedId(), rename.parentId(), rename.name());
    }
  }

  private void follow(Operation.Heal heal) {
    Inode parent = inodes.byFile(heal.parentId());
    if (parent == null) {
      return;
    }
    Place place = new Place(parent, heal.name());
    for (Inode inode : inodes.all()) {
      remove(inode, place);
    }
    if (heal.mode() != 0) {
      add(heal.fileId(), heal.parentId(), heal.name());
    }
  }

  private void add(long fileId, long parentId, Name name) {
    Inode inode = inodes.byFile(fileId);
    Inode parent = inodes.byFile(parentId);
    if (inode != null && parent != null) {
      add(inode, new Place(parent, name));
    }
  }

  private void add(Inode inode, Place place) {
    if (inode.isRoot() || inode.places().contains(place) || inode.places().size() >= MAX_PLACES) {
      return;
    }
    List<Place> places = new ArrayList<>(inode.places());
    places.add(place);
    place.parent().children++;
    inode.places(List.copyOf(places));
  }

  private void remove(long fileId, long parentId, Name name) {
    Inode inode = inodes.byFile(fileId);
    Inode parent = inodes.byFile(parentId);
    if (inode != null && parent != null) {
      remove(inode, new Place(parent, name));
    }
  }

  private void remove(Inode inode, Place place) {
    if (!inode.places().contains(place)) {
      return;
    }
    List<Place> places = new ArrayList<>(inode.places());
    places.remove(place);
    inode.places(List.copyOf(places));
    place.parent().children--;
    inodes.dropIfUnused(place.parent());
  }
}
