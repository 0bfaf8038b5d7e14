package io.lockstep.node.reintegration;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What may have been modified since it was last asked: paths, and for data the blocks. Fed with
 * every operation in the order of the journal; safe for all threads.
 *
 * <p>Why stale paths do no harm: a mark on a path is a mark on whatever stands there when it is
 * looked at. An operation that binds a name to something else (make, link, rename) marks that name,
 * and a marked name is compared with everything below it. So a file whose path changed after it was
 * marked is found through the mark of its new name, or of the directory above that got a new name.
 *
 * <p>A file may keep a name that nobody here knows (a hard link). Whenever a name goes away or is
 * unknown, the file's id is kept, and the file is looked up by its handle.
 */
public final class TouchedFiles {

  /** FALLOC_FL_COLLAPSE_RANGE and FALLOC_FL_INSERT_RANGE: what lies behind moves. */
  private static final int MOVING_MODES = 8 | 32;

  /** Tells one name of a file. */
  @FunctionalInterface
  public interface PathSource {

    /**
     * A path of the file as of the journal's end; empty if none is known. Called within {@link
     * #follow} (append lock held), and by the source's thread (append lock not held: takes it
     * itself if it needs it).
     */
    Optional<TreePath> pathOf(long fileId);
  }

  /**
   * How much is waiting.
   *
   * @param files files and names marked
   * @param dataBytes bytes written, repeated ones counted again
   */
  public record Pending(long files, long dataBytes) {}

  /**
   * What was taken out.
   *
   * @param roots by number of the replicated directory
   * @param unnamed ids of files that may have a name that no mark leads to
   */
  record Marks(Map<Integer, TouchedNode> roots, Set<Long> unnamed) {}

  private final PathSource names;
  private Map<Integer, TouchedNode> roots = new HashMap<>();
  private Set<Long> unnamed = new HashSet<>();
  private final Map<Long, TouchedNode> nodeOf = new HashMap<>();
  private long namesMarked;
  private long dataBytes;

  public TouchedFiles(PathSource names) {
    this.names = names;
  }

  /**
   * Marks what the operation touches. To be called with the append lock held, in journal order, and
   * before the names (the {@link PathSource}) follow the operation: where a file was until now
   * matters.
   */
  public synchronized void follow(Operation operation) {
    switch (operation) {
      case Operation.Bind _, Operation.Barrier _ -> {}
      case Operation.Create op -> entry(op.parentId(), op.name());
      case Operation.MakeDirectory op -> entry(op.parentId(), op.name());
      case Operation.Symlink op -> entry(op.parentId(), op.name());
      case Operation.Heal op -> entry(op.parentId(), op.name());
      case Operation.RemoveDirectory op -> entry(op.parentId(), op.name());
      case Operation.Link op -> link(op);
      case Operation.Unlink op -> unlink(op);
      case Operation.Rename op -> rename(op);
      case Operation.Write op -> written(op.fileId(), op.offset(), op.data().byteSize());
      case Operation.Remnant op ->
          op.extents().forEach(left -> written(op.fileId(), left.offset(), left.length()));
      case Operation.Truncate op -> truncate(op);
      case Operation.Allocate op -> allocate(op);
      case Operation.SetAttributes op -> attributes(op.fileId());
      case Operation.SetXattr op -> attributes(op.fileId());
      case Operation.RemoveXattr op -> attributes(op.fileId());
    }
  }

  /** How much would be taken out now. */
  public synchronized Pending pending() {
    return new Pending(namesMarked + nodeOf.size() + unnamed.size(), dataBytes);
  }

  /** Takes everything out. */
  synchronized Marks drain() {
    Marks marks = new Marks(roots, unnamed);
    roots = new HashMap<>();
    unnamed = new HashSet<>();
    nodeOf.clear();
    namesMarked = 0;
    dataBytes = 0;
    return marks;
  }

  /** One name of the file as of now; see {@link PathSource}. */
  Optional<TreePath> pathOf(long fileId) {
    return names.pathOf(fileId);
  }

  /** The older names matter too: the inode is from now on one with several names. */
  private void link(Operation.Link op) {
    attributes(op.fileId());
    entry(op.parentId(), op.name());
  }

  private void unlink(Operation.Unlink op) {
    entry(op.parentId(), op.name());
    unnamed.add(op.fileId());
  }

  private void rename(Operation.Rename op) {
    entry(op.parentId(), op.name());
    entry(op.newParentId(), op.newName());
    if (op.replacedId() != 0) {
      unnamed.add(op.replacedId());
    }
  }

  private void written(long fileId, long offset, long length) {
    node(fileId).ifPresent(node -> node.content.addBytes(offset, length));
    dataBytes += length;
  }

  /** From the new size on: a file that was cut and grew again holds zeros where it held data. */
  private void truncate(Operation.Truncate op) {
    node(op.fileId()).ifPresent(node -> node.content.addFrom(op.size()));
  }

  private void allocate(Operation.Allocate op) {
    boolean moves = (op.mode() & MOVING_MODES) != 0;
    node(op.fileId())
        .ifPresent(
            node -> {
              if (moves) {
                node.content.addFrom(op.offset());
              } else {
                node.content.addBytes(op.offset(), op.length());
              }
            });
  }

  private void attributes(long fileId) {
    node(fileId).ifPresent(node -> node.attributes = true);
  }

  private void entry(long parentId, Name name) {
    node(parentId)
        .ifPresent(
            parent -> {
              parent.attributes = true;
              TouchedNode child = parent.child(name);
              namesMarked += child.named ? 0 : 1;
              child.named = true;
            });
  }

  /**
   * The marks of a file. Resolved once for each file until the next drain: should its path change,
   * the new name is marked whole.
   */
  private Optional<TouchedNode> node(long fileId) {
    TouchedNode known = nodeOf.get(fileId);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<TouchedNode> node = path(fileId).map(this::nodeAt);
    node.ifPresentOrElse(found -> nodeOf.put(fileId, found), () -> unnamed.add(fileId));
    return node;
  }

  private Optional<TreePath> path(long fileId) {
    if (fileId < Operation.FIRST_FILE) {
      return Optional.of(new TreePath((int) (fileId - Operation.FIRST_ROOT), List.of()));
    }
    return names.pathOf(fileId);
  }

  private TouchedNode nodeAt(TreePath path) {
    TouchedNode node = roots.computeIfAbsent(path.root(), key -> new TouchedNode());
    for (Name name : path.names()) {
      node = node.child(name);
    }
    return node;
  }
}
