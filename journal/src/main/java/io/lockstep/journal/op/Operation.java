package io.lockstep.journal.op;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One modification of a replicated tree, as captured on the primary and applied on both nodes.
 *
 * <p>Files are named by <em>file ids</em>: numbers that the primary gives out and that mean
 * something only within one journal segment. Ids 1 to 1023 are the roots of the module's
 * directories (first directory = 1). Every other id is introduced in its segment by {@link Bind},
 * {@link Create}, {@link MakeDirectory}, {@link Symlink} or a healing {@link Heal} before any other
 * operation uses it, so that a segment can be read by itself. Within an epoch an id is never given
 * to another file: what is known of a file in one segment may be counted on in the next.
 *
 * <p>All operations are absolute ("set", not "change"): applying one twice in a row gives the
 * result of applying it once or a recognisable error ({@code EEXIST}, {@code ENOENT}).
 */
public sealed interface Operation {

  /**
   * The file id of the first replicated directory's root; directory number n (from 0) has {@code
   * FIRST_ROOT + n}.
   */
  long FIRST_ROOT = 1;

  /** Ids below this one are roots of replicated directories. */
  long FIRST_FILE = 1024;

  /**
   * An operation that needs no disk: the id {@code fileId} stands for the entry {@code name} of
   * {@code parentId}.
   */
  record Bind(long fileId, long parentId, Name name) implements Operation {}

  /**
   * A regular file, FIFO, socket or device node is made.
   *
   * @param mode st_mode: type and permission bits, umask already taken off
   * @param rdev device number for device nodes, otherwise 0
   */
  record Create(long parentId, Name name, long fileId, int mode, int uid, int gid, long rdev)
      implements Operation {}

  /** A directory is made; {@code mode} holds the permission bits (and S_IFDIR). */
  record MakeDirectory(long parentId, Name name, long fileId, int mode, int uid, int gid)
      implements Operation {}

  /** A symbolic link with the given target bytes (1 to 4095) is made. */
  record Symlink(long parentId, Name name, long fileId, byte[] target, int uid, int gid)
      implements Operation {}

  /** A further name for an existing file. */
  record Link(long fileId, long parentId, Name name) implements Operation {}

  /** A name of a file that is not a directory goes away. */
  record Unlink(long parentId, Name name, long fileId) implements Operation {}

  /** An empty directory goes away. */
  record RemoveDirectory(long parentId, Name name, long fileId) implements Operation {}

  /**
   * renameat2(2).
   *
   * @param flags RENAME_NOREPLACE 1, RENAME_EXCHANGE 2, RENAME_WHITEOUT 4
   * @param fileId what is renamed
   * @param replacedId what stood at the new name before, or 0
   */
  record Rename(
      long parentId,
      Name name,
      long newParentId,
      Name newName,
      int flags,
      long fileId,
      long replacedId)
      implements Operation {
    /** RENAME_EXCHANGE (linux/fs.h). */
    public static final int EXCHANGE = 2;
  }

  /** What is done to one file, by whatever name it can be reached. */
  sealed interface OfFile extends Operation {
    long fileId();
  }

  /**
   * Bytes are written. The segment is a view, not a copy: it is valid only as long as the buffer it
   * was taken from (a FUSE request, a received frame, a mapped journal record).
   */
  record Write(long fileId, long offset, MemorySegment data) implements OfFile {}

  /**
   * What is left of a {@link Write} in a condensed replay: the bytes that nothing later in that
   * replay overwrites or cuts off. Without extents only the place in the order is left.
   *
   * @param extents of the file, ascending and apart
   * @param data their bytes one behind the other; a view as that of Write
   */
  record Remnant(long fileId, List<Extent> extents, MemorySegment data) implements OfFile {
    public Remnant {
      extents = List.copyOf(extents);
    }
  }

  /** The size is set. */
  record Truncate(long fileId, long size) implements OfFile {}

  /**
   * Attributes are set: those named in {@code valid}.
   *
   * @param valid bits {@link #MODE}, {@link #UID}, {@link #GID}, {@link #ATIME}, {@link #MTIME}
   * @param atimeNanos nanoseconds since 1970; {@code mtimeNanos} likewise
   */
  record SetAttributes(
      long fileId, int valid, int mode, int uid, int gid, long atimeNanos, long mtimeNanos)
      implements OfFile {
    public static final int MODE = 1;
    public static final int UID = 2;
    public static final int GID = 4;
    public static final int ATIME = 8;
    public static final int MTIME = 16;
  }

  /**
   * setxattr(2); {@code name} without its terminating NUL, {@code flags} XATTR_CREATE 1 or
   * XATTR_REPLACE 2.
   */
  record SetXattr(long fileId, byte[] name, byte[] value, int flags) implements OfFile {}

  /** removexattr(2). */
  record RemoveXattr(long fileId, byte[] name) implements OfFile {}

  /** fallocate(2) with its mode bits. */
  record Allocate(long fileId, int mode, long offset, long length) implements OfFile {
    /** FALLOC_FL_ZERO_RANGE. */
    public static final int ZERO_RANGE = 16;
  }

  /**
   * fsync (or fdatasync) of a file or directory: everything before it must be on this node's disk.
   */
  record Barrier(long fileId, boolean dataOnly) implements OfFile {}

  /**
   * Sent after an operation that the peer has applied failed on the primary: the entry is now
   * exactly this. What stood there is removed first (directories with all they hold). Content and
   * further attributes follow as ordinary operations.
   *
   * @param mode st_mode of the entry, or 0 if there is none
   * @param target for a symbolic link its target, otherwise empty
   */
  record Heal(
      long parentId, Name name, long fileId, int mode, int uid, int gid, long rdev, byte[] target)
      implements Operation {}
}
