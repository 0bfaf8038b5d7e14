package io.lockstep.node.reintegration;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.scope.Exclusion;
import io.lockstep.node.tree.BackingTree;
import io.lockstep.node.tree.FileHandle;
import io.lockstep.node.tree.FileTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The write path of a primary that is alone, in small: an operation is given its place (touched
 * files and names follow), and only then applied.
 */
final class WrittenTree implements AutoCloseable, StateSource.Node {

  /** An entry of a directory. */
  record Place(long parentId, Name name) {}

  final BackingTree tree;
  final FileTable files = new FileTable();
  final TouchedFiles touched = new TouchedFiles(this::pathOf);
  private final ReentrantLock appendLock = new ReentrantLock();
  private final Map<Long, Set<Place>> names = new HashMap<>();
  private final Map<Place, Long> entries = new HashMap<>();
  private long journaled;
  private long applied;
  private long timeNanos = 1_700_000_000_000_000_000L;
  private final Object progress = new Object();

  WrittenTree(Path directory) {
    tree = BackingTree.open(List.of(directory), Exclusion.NONE);
    files.put(Operation.FIRST_ROOT, tree.rootHandle(0));
  }

  /** From the journal to the tree, as one writer does it. */
  void execute(Operation op, Runnable betweenJournalAndTree) {
    long time;
    appendLock.lock();
    try {
      time = timeNanos += 1_000_003;
      touched.follow(op);
      follow(op);
      synchronized (progress) {
        journaled++;
      }
    } finally {
      appendLock.unlock();
    }
    betweenJournalAndTree.run();
    assertThat(tree.apply(op, time, files)).as(op.toString()).isZero();
    synchronized (progress) {
      applied++;
      progress.notifyAll();
    }
  }

  @Override
  public void awaitApplied() {
    synchronized (progress) {
      long until = journaled;
      try {
        while (applied < until) {
          progress.wait(10_000);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  long appliedCount() {
    synchronized (progress) {
      return applied;
    }
  }

  @Override
  public int open(long fileId) {
    FileHandle handle = files.get(fileId);
    return handle == null ? -Errno.ESTALE : tree.openRead(handle, OpenFlags.O_PATH);
  }

  /** As after a new segment: of every file only one name is known. */
  void forgetAllNamesButOne() {
    names.values().removeIf(Set::isEmpty);
    names.replaceAll((id, places) -> new LinkedHashSet<>(List.of(places.iterator().next())));
  }

  void forgetAllNames() {
    names.clear();
  }

  private Optional<TreePath> pathOf(long fileId) {
    appendLock.lock();
    try {
      List<Name> path = new ArrayList<>();
      for (long id = fileId; id != Operation.FIRST_ROOT; ) {
        Set<Place> places = names.getOrDefault(id, Set.of());
        if (places.isEmpty()) {
          return Optional.empty();
        }
        Place place = places.iterator().next();
        path.addFirst(place.name());
        id = place.parentId();
      }
      return Optional.of(new TreePath(0, path));
    } finally {
      appendLock.unlock();
    }
  }

  private void follow(Operation op) {
    switch (op) {
      case Operation.Create o -> bind(o.fileId(), o.parentId(), o.name());
      case Operation.MakeDirectory o -> bind(o.fileId(), o.parentId(), o.name());
      case Operation.Symlink o -> bind(o.fileId(), o.parentId(), o.name());
      case Operation.Link o -> bind(o.fileId(), o.parentId(), o.name());
      case Operation.Unlink o -> unbind(o.parentId(), o.name());
      case Operation.RemoveDirectory o -> unbind(o.parentId(), o.name());
      case Operation.Rename o -> rename(o);
      default -> {}
    }
  }

  private void bind(long fileId, long parentId, Name name) {
    Place place = new Place(parentId, name);
    names.computeIfAbsent(fileId, key -> new LinkedHashSet<>()).add(place);
    entries.put(place, fileId);
  }

  private void unbind(long parentId, Name name) {
    Place place = new Place(parentId, name);
    names.getOrDefault(entries.remove(place), Set.of()).remove(place);
  }

  private void rename(Operation.Rename op) {
    unbind(op.parentId(), op.name());
    if (op.replacedId() != 0) {
      unbind(op.newParentId(), op.newName());
    }
    bind(op.fileId(), op.newParentId(), op.newName());
    if ((op.flags() & 2) != 0) {
      bind(op.replacedId(), op.parentId(), op.name());
    }
  }

  @Override
  public void close() {
    tree.close();
  }
}
