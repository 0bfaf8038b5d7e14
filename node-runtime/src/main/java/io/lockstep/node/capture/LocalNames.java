package io.lockstep.node.capture;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.scope.Exclusion;
import io.lockstep.node.scope.Scope;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Tells apart what is replicated from what is this node's own ({@code exclude}). All threads.
 *
 * <p>A file is on one side for as long as it lives: links and renames to the other side are refused
 * as if that were another file system (EXDEV), and so is moving a directory that has, or would get,
 * excluded names further below by their path. Programs then copy.
 */
final class LocalNames {

  private final Exclusion exclusion;
  private final List<Original> originals;
  private final InodeTable inodes;

  LocalNames(Exclusion exclusion, List<Original> originals, InodeTable inodes) {
    this.exclusion = exclusion;
    this.originals = List.copyOf(originals);
    this.inodes = inodes;
  }

  /**
   * Whether an operation changes only what is this node's own.
   *
   * @throws RequestRefused EXDEV if it would move something to the other side
   */
  boolean isLocal(Operation operation) {
    if (exclusion.isEmpty()) {
      return false;
    }
    return switch (operation) {
      case Operation.Create op -> isExcluded(op.parentId(), op.name());
      case Operation.MakeDirectory op -> isExcluded(op.parentId(), op.name());
      case Operation.Symlink op -> isExcluded(op.parentId(), op.name());
      case Operation.Unlink op -> isExcluded(op.parentId(), op.name());
      case Operation.RemoveDirectory op -> isExcluded(op.parentId(), op.name());
      case Operation.Heal op -> isExcluded(op.parentId(), op.name());
      case Operation.Link op -> isLocal(op);
      case Operation.Rename op -> isLocal(op);
      case Operation.OfFile op -> scopeOf(op.fileId()).isExcluded();
      default -> false;
    };
  }

  /** Whether an entry of that name in that directory is this node's own. */
  boolean isExcluded(Inode directory, Name name) {
    return !exclusion.isEmpty() && child(scopeOf(directory), name).isExcluded();
  }

  private boolean isExcluded(long directoryId, Name name) {
    return child(scopeOf(directoryId), name).isExcluded();
  }

  /** A provisional name stands for one that is replicated, whatever pattern it fits. */
  private static Scope child(Scope directory, Name name) {
    return NamelessLink.isProvisional(name) ? directory : directory.child(name);
  }

  /** The replicated directories whose entries an operation of this node's own changes. */
  List<Long> replicatedDirectories(Operation local) {
    return switch (local) {
      case Operation.Create op -> replicated(op.parentId());
      case Operation.MakeDirectory op -> replicated(op.parentId());
      case Operation.Symlink op -> replicated(op.parentId());
      case Operation.Unlink op -> replicated(op.parentId());
      case Operation.RemoveDirectory op -> replicated(op.parentId());
      case Operation.Link op -> replicated(op.parentId());
      case Operation.Rename op -> replicated(op.parentId(), op.newParentId());
      default -> List.of();
    };
  }

  private List<Long> replicated(long... directoryIds) {
    return LongStream.of(directoryIds)
        .distinct()
        .filter(id -> !scopeOf(id).isExcluded())
        .boxed()
        .toList();
  }

  private static boolean sameSide(boolean one, boolean other) {
    if (one != other) {
      throw new RequestRefused(Errno.EXDEV);
    }
    return one;
  }

  /** A file without a name is on no side yet: its first name decides. */
  private boolean isLocal(Operation.Link link) {
    boolean excluded = isExcluded(link.parentId(), link.name());
    Inode inode = inodes.byFile(link.fileId());
    return inode != null && inode.isNameless()
        ? excluded
        : sameSide(scopeOf(link.fileId()).isExcluded(), excluded);
  }

  private boolean isLocal(Operation.Rename rename) {
    Scope from = child(scopeOf(rename.parentId()), rename.name());
    Scope to = child(scopeOf(rename.newParentId()), rename.newName());
    boolean leadsOn = from.leadsOn() || to.leadsOn();
    boolean exchanges = (rename.flags() & Directories.RENAME_EXCHANGE) != 0;
    if (leadsOn
        && (isDirectory(rename.fileId()) || (exchanges && isDirectory(rename.replacedId())))) {
      throw new RequestRefused(Errno.EXDEV);
    }
    return sameSide(from.isExcluded(), to.isExcluded());
  }

  private boolean isDirectory(long fileId) {
    Inode inode = inodes.byFile(fileId);
    int fd =
        originals.get(inode.root()).open(inode.handle(), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
    if (fd >= 0) {
      Descriptors.close(fd);
    }
    return fd >= 0;
  }

  /** A file that is not known, or not by name, is replicated: the write path then judges it. */
  private Scope scopeOf(long fileId) {
    Inode inode = inodes.byFile(fileId);
    return inode == null ? exclusion.root() : scopeOf(inode);
  }

  private Scope scopeOf(Inode inode) {
    Scope known = inode.scope();
    if (known != null) {
      return known;
    }
    if (inode.isRoot()) {
      return exclusion.root();
    }
    List<Place> places = inode.places();
    if (places.isEmpty()) {
      return exclusion.root();
    }
    Place place = places.getFirst();
    Scope found = child(scopeOf(place.parent()), place.name());
    inode.scope(found);
    return found;
  }
}
