package io.lockstep.node.posix;

import static io.lockstep.node.posix.Libc.INT;
import static io.lockstep.node.posix.Libc.LONG;
import static io.lockstep.node.posix.Libc.POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Mounting and whole file systems. All threads; every result is 0 or more, or a negative {@link
 * Errno}.
 */
public final class Mounts {

  /** mount(2) flags (linux/mount.h). */
  public static final long MS_NOSUID = 2;

  public static final long MS_NODEV = 4;
  public static final long MS_BIND = 4096;
  public static final long MS_PRIVATE = 1 << 18;

  /** umount2(2) flags. */
  public static final int MNT_FORCE = 1;

  public static final int MNT_DETACH = 2;
  public static final int UMOUNT_NOFOLLOW = 8;

  /** Number of open_tree(2), the same on all architectures (asm-generic/unistd.h). */
  private static final MethodHandle MOUNT =
      Libc.function("mount", INT, POINTER, POINTER, POINTER, LONG, POINTER);

  private static final MethodHandle UMOUNT2 = Libc.function("umount2", INT, POINTER, INT);
  private static final MethodHandle FSTATFS = Libc.function("fstatfs", INT, INT, POINTER);
  private static final MethodHandle SYNCFS = Libc.function("syncfs", INT, INT);

  private Mounts() {}

  /**
   * Aborts the connection of a FUSE mount and takes it away, whoever uses it. In one call: after a
   * first one that took it away, a second one would take what it was mounted over, which may be a
   * disk of its own.
   */
  public static int abort(byte[] target) {
    return umount2(target, MNT_FORCE | MNT_DETACH | UMOUNT_NOFOLLOW);
  }

  /** umount2(2). */
  public static int umount2(byte[] target, int flags) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) UMOUNT2.invokeExact(scratch.errno, scratch.first(target), flags));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /**
   * fstatfs(2) into 120 bytes: type, bsize, blocks, bfree, bavail, files, ffree, fsid, namelen,
   * frsize, flags; 64 bits each.
   */
  public static int fstatfs(int fd, MemorySegment statfs) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) FSTATFS.invokeExact(scratch.errno, fd, statfs));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** Bytes of what {@link #fstatfs} fills, and where its fields lie. */
  public static final int STATFS_BYTES = 120;

  public static final int STATFS_BSIZE = 8;
  public static final int STATFS_BLOCKS = 16;
  public static final int STATFS_BFREE = 24;
  public static final int STATFS_FILES = 40;
  public static final int STATFS_FFREE = 48;
  public static final int STATFS_FRSIZE = 72;
  public static final int STATFS_FLAGS = 80;

  /** ST_RDONLY of statfs(2), linux/statfs.h. */
  public static final int ST_RDONLY = 1;

  /** syncfs(2): the file system that holds the file is on its disk. */
  public static int syncfs(int fd) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) SYNCFS.invokeExact(scratch.errno, fd));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** mount(2); {@code type} and {@code data} may be null (data at most 4095 bytes). */
  public static int mount(byte[] source, byte[] target, byte[] type, long flags, byte[] data) {
    Scratch scratch = Scratch.get();
    try (Arena arena = Arena.ofConfined()) {
      return scratch.check(
          (int)
              MOUNT.invokeExact(
                  scratch.errno,
                  scratch.first(source),
                  scratch.second(target),
                  string(arena, type),
                  flags,
                  string(arena, data)));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  private static MemorySegment string(Arena arena, byte[] text) {
    if (text == null) {
      return MemorySegment.NULL;
    }
    // A page, because mount(2) may copy a whole page of data.
    MemorySegment copy = arena.allocate(Scratch.PATH_BYTES);
    copy.asSlice(0, Scratch.PATH_BYTES - 1).copyFrom(MemorySegment.ofArray(text));
    return copy;
  }
}
