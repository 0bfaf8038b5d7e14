package io.lockstep.node.posix;

import static io.lockstep.node.posix.Libc.INT;
import static io.lockstep.node.posix.Libc.LONG;
import static io.lockstep.node.posix.Libc.POINTER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Making, naming and removing directory entries, relative to directory descriptors. All threads;
 * every result is 0 or more, or a negative {@link Errno}.
 */
public final class Directories {

  /** unlinkat(2): the entry is a directory. */
  public static final int AT_REMOVEDIR = 0x200;

  /** linkat(2): the descriptor itself, with an empty name. */
  public static final int AT_EMPTY_PATH = 0x1000;

  /** renameat2(2). */
  public static final int RENAME_NOREPLACE = 1;

  public static final int RENAME_EXCHANGE = 2;
  public static final int RENAME_WHITEOUT = 4;

  private static final MethodHandle MKDIRAT = Libc.function("mkdirat", INT, INT, POINTER, INT);
  private static final MethodHandle MKNODAT =
      Libc.function("mknodat", INT, INT, POINTER, INT, LONG);
  private static final MethodHandle SYMLINKAT =
      Libc.function("symlinkat", INT, POINTER, INT, POINTER);
  private static final MethodHandle LINKAT =
      Libc.function("linkat", INT, INT, POINTER, INT, POINTER, INT);
  private static final MethodHandle UNLINKAT = Libc.function("unlinkat", INT, INT, POINTER, INT);
  private static final MethodHandle RENAMEAT2 =
      Libc.function("renameat2", INT, INT, POINTER, INT, POINTER, INT);
  private static final MethodHandle READLINKAT =
      Libc.function("readlinkat", LONG, INT, POINTER, POINTER, LONG);
  private static final MethodHandle GETDENTS64 =
      Libc.function("getdents64", LONG, INT, POINTER, LONG);

  private Directories() {}

  /** mkdirat(2); the process's umask is taken off the mode. */
  public static int mkdirat(int directoryFd, byte[] name, int mode) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check(
          (int) MKDIRAT.invokeExact(scratch.errno, directoryFd, scratch.first(name), mode));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** mknodat(2): a regular file, FIFO, socket or device node. */
  public static int mknodat(int directoryFd, byte[] name, int mode, long device) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check(
          (int) MKNODAT.invokeExact(scratch.errno, directoryFd, scratch.first(name), mode, device));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** symlinkat(2). */
  public static int symlinkat(byte[] target, int directoryFd, byte[] name) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check(
          (int)
              SYMLINKAT.invokeExact(
                  scratch.errno, scratch.second(target), directoryFd, scratch.first(name)));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** linkat(2); with an empty name and AT_EMPTY_PATH the file that {@code fd} stands for. */
  public static int linkat(int fd, byte[] name, int newDirectoryFd, byte[] newName, int flags) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check(
          (int)
              LINKAT.invokeExact(
                  scratch.errno,
                  fd,
                  scratch.first(name),
                  newDirectoryFd,
                  scratch.second(newName),
                  flags));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** unlinkat(2). */
  public static int unlinkat(int directoryFd, byte[] name, int flags) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check(
          (int) UNLINKAT.invokeExact(scratch.errno, directoryFd, scratch.first(name), flags));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** renameat2(2). */
  public static int renameat2(
      int directoryFd, byte[] name, int newDirectoryFd, byte[] newName, int flags) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check(
          (int)
              RENAMEAT2.invokeExact(
                  scratch.errno,
                  directoryFd,
                  scratch.first(name),
                  newDirectoryFd,
                  scratch.second(newName),
                  flags));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /**
   * readlinkat(2): bytes of the target, not terminated; an empty name reads the link that the
   * descriptor (O_PATH) stands for.
   */
  public static long readlinkat(int directoryFd, byte[] name, MemorySegment buffer, long length) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check(
          (long)
              READLINKAT.invokeExact(
                  scratch.errno, directoryFd, scratch.first(name), buffer, length));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /**
   * getdents64(2): bytes filled with records for {@link Dirent}, 0 at the end. A directory that was
   * removed while it is open has no entries; the kernel says ENOENT (iterate_dir in fs/readdir.c).
   */
  public static long getdents64(int fd, MemorySegment buffer, long length) {
    Scratch scratch = Scratch.get();
    try {
      long result = scratch.check((long) GETDENTS64.invokeExact(scratch.errno, fd, buffer, length));
      return result == -Errno.ENOENT ? 0 : result;
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }
}
