package io.lockstep.node.posix;

import static io.lockstep.node.posix.Libc.INT;
import static io.lockstep.node.posix.Libc.POINTER;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Reading and setting type, mode, owner and times. All threads; every result is 0 or more, or a
 * negative {@link Errno}.
 */
public final class Attributes {

  /** AT_SYMLINK_NOFOLLOW (fcntl.h). */
  public static final int AT_SYMLINK_NOFOLLOW = 0x100;

  /** The descriptor itself, with an empty name. */
  public static final int AT_EMPTY_PATH = 0x1000;

  /** utimensat(2): leave this time as it is, in place of nanoseconds. */
  public static final long UTIME_OMIT = (1L << 30) - 2;

  private static final MethodHandle UTIMENSAT =
      Libc.function("utimensat", INT, INT, POINTER, POINTER, INT);

  private static final MethodHandle STATX =
      Libc.function("statx", INT, INT, POINTER, INT, INT, POINTER);
  private static final MethodHandle FCHMOD = Libc.function("fchmod", INT, INT, INT);
  private static final MethodHandle CHMOD = Libc.function("chmod", INT, POINTER, INT);
  private static final MethodHandle FCHOWNAT =
      Libc.function("fchownat", INT, INT, POINTER, INT, INT, INT);

  private Attributes() {}

  /** statx(2) into a buffer of {@link Stat#BYTES}; {@code mask} as {@link Stat#BASIC}. */
  public static int statx(int directoryFd, byte[] name, int flags, int mask, MemorySegment stat) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check(
          (int)
              STATX.invokeExact(
                  scratch.errno, directoryFd, scratch.first(name), flags, mask, stat));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** fchmod(2). */
  public static int fchmod(int fd, int mode) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) FCHMOD.invokeExact(scratch.errno, fd, mode));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** chmod(2), following links: meant for {@link PathBytes#ofDescriptor}. */
  public static int chmod(byte[] path, int mode) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) CHMOD.invokeExact(scratch.errno, scratch.first(path), mode));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** fchownat(2); -1 leaves an owner as it is. */
  public static int fchownat(int directoryFd, byte[] name, int uid, int gid, int flags) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check(
          (int)
              FCHOWNAT.invokeExact(
                  scratch.errno, directoryFd, scratch.first(name), uid, gid, flags));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /**
   * utimensat(2): times as seconds and nanoseconds, or {@link #UTIME_OMIT} as nanoseconds; with an
   * empty name and {@link #AT_EMPTY_PATH} of whatever the descriptor stands for.
   */
  public static int utimensat(
      int directoryFd,
      byte[] name,
      long atimeSeconds,
      long atimeNanos,
      long mtimeSeconds,
      long mtimeNanos,
      int flags) {
    Scratch scratch = Scratch.get();
    MemorySegment times = times(scratch, atimeSeconds, atimeNanos, mtimeSeconds, mtimeNanos);
    try {
      return scratch.check(
          (int)
              UTIMENSAT.invokeExact(scratch.errno, directoryFd, scratch.first(name), times, flags));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** struct timespec[2] (utimensat(2)). */
  private static MemorySegment times(
      Scratch scratch, long atimeSeconds, long atimeNanos, long mtimeSeconds, long mtimeNanos) {
    MemorySegment times = scratch.struct;
    times.set(JAVA_LONG, 0, atimeSeconds);
    times.set(JAVA_LONG, 8, atimeNanos);
    times.set(JAVA_LONG, 16, mtimeSeconds);
    times.set(JAVA_LONG, 24, mtimeNanos);
    return times;
  }
}
