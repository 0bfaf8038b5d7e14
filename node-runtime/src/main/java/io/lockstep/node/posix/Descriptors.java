package io.lockstep.node.posix;

import static io.lockstep.node.posix.Libc.INT;
import static io.lockstep.node.posix.Libc.LONG;
import static io.lockstep.node.posix.Libc.POINTER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Opening files and reading, writing, sizing and syncing them by descriptor. All threads; every
 * result is 0 or more, or a negative {@link Errno}. Buffers are native segments.
 */
public final class Descriptors {

  /** AT_FDCWD (fcntl.h): the current directory in place of a directory descriptor. */
  public static final int AT_FDCWD = -100;

  public static final int SEEK_SET = 0;
  public static final int SEEK_CUR = 1;
  public static final int SEEK_END = 2;

  /** lseek(2): the next byte that is not in a hole. */
  public static final int SEEK_DATA = 3;

  /** lseek(2): the next hole. */
  public static final int SEEK_HOLE = 4;

  /** fallocate(2) modes (linux/falloc.h). */
  public static final int FALLOC_FL_KEEP_SIZE = 1;

  public static final int FALLOC_FL_PUNCH_HOLE = 2;
  public static final int FALLOC_FL_COLLAPSE_RANGE = 8;
  public static final int FALLOC_FL_ZERO_RANGE = 16;
  public static final int FALLOC_FL_INSERT_RANGE = 32;

  private static final int FADV_DONTNEED = 4;

  /** SYNC_FILE_RANGE_WRITE (linux/fs.h). */
  private static final int SYNC_FILE_RANGE_WRITE = 2;

  private static final MethodHandle OPEN = Libc.variadic("open", 2, INT, POINTER, INT, INT);
  private static final MethodHandle OPENAT =
      Libc.variadic("openat", 3, INT, INT, POINTER, INT, INT);
  private static final MethodHandle CLOSE = Libc.function("close", INT, INT);
  private static final MethodHandle READ = Libc.function("read", LONG, INT, POINTER, LONG);
  private static final MethodHandle WRITE = Libc.function("write", LONG, INT, POINTER, LONG);
  private static final MethodHandle PREAD = Libc.function("pread", LONG, INT, POINTER, LONG, LONG);
  private static final MethodHandle PWRITE =
      Libc.function("pwrite", LONG, INT, POINTER, LONG, LONG);
  private static final MethodHandle LSEEK = Libc.function("lseek", LONG, INT, LONG, INT);
  private static final MethodHandle FSYNC = Libc.function("fsync", INT, INT);
  private static final MethodHandle FDATASYNC = Libc.function("fdatasync", INT, INT);
  private static final MethodHandle SYNC_FILE_RANGE =
      Libc.function("sync_file_range", INT, INT, LONG, LONG, INT);
  private static final MethodHandle FADVISE =
      Libc.function("posix_fadvise", INT, INT, LONG, LONG, INT);
  private static final MethodHandle FTRUNCATE = Libc.function("ftruncate", INT, INT, LONG);
  private static final MethodHandle FALLOCATE =
      Libc.function("fallocate", INT, INT, INT, LONG, LONG);
  private static final MethodHandle IOCTL = Libc.variadic("ioctl", 2, INT, INT, LONG, POINTER);
  private static final MethodHandle IOCTL_NUMBER = Libc.variadic("ioctl", 2, INT, INT, LONG, LONG);

  private Descriptors() {}

  /** open(2). */
  public static int open(byte[] path, int flags, int mode) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) OPEN.invokeExact(scratch.errno, scratch.first(path), flags, mode));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** openat(2). */
  public static int openat(int directoryFd, byte[] name, int flags, int mode) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check(
          (int) OPENAT.invokeExact(scratch.errno, directoryFd, scratch.first(name), flags, mode));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** close(2). Not to be repeated after an error: the descriptor is gone. */
  public static int close(int fd) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) CLOSE.invokeExact(scratch.errno, fd));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** read(2): bytes read, 0 at the end. */
  public static long read(int fd, MemorySegment buffer, long length) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((long) READ.invokeExact(scratch.errno, fd, buffer, length));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** write(2): bytes written, possibly fewer than asked. */
  public static long write(int fd, MemorySegment buffer, long length) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((long) WRITE.invokeExact(scratch.errno, fd, buffer, length));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** pread(2): bytes read, 0 at the end. */
  public static long pread(int fd, MemorySegment buffer, long length, long offset) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((long) PREAD.invokeExact(scratch.errno, fd, buffer, length, offset));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** pwrite(2): bytes written, possibly fewer than asked. Not for O_APPEND descriptors. */
  public static long pwrite(int fd, MemorySegment buffer, long length, long offset) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((long) PWRITE.invokeExact(scratch.errno, fd, buffer, length, offset));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** lseek(2): the resulting offset. */
  public static long lseek(int fd, long offset, int whence) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((long) LSEEK.invokeExact(scratch.errno, fd, offset, whence));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** fsync(2). */
  public static int fsync(int fd) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) FSYNC.invokeExact(scratch.errno, fd));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** fdatasync(2). */
  public static int fdatasync(int fd) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) FDATASYNC.invokeExact(scratch.errno, fd));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** sync_file_range(2), SYNC_FILE_RANGE_WRITE: writing of these dirty pages begins. */
  public static int beginWriteback(int fd, long offset, long length) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check(
          (int)
              SYNC_FILE_RANGE.invokeExact(
                  scratch.errno, fd, offset, length, SYNC_FILE_RANGE_WRITE));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /**
   * posix_fadvise(2), POSIX_FADV_DONTNEED (linux/fadvise.h), of the whole file: what is read next
   * comes from the disk, except for pages that still have to be written.
   */
  public static int forgetPages(int fd) {
    Scratch scratch = Scratch.get();
    try {
      return -(int) FADVISE.invokeExact(scratch.errno, fd, 0L, 0L, FADV_DONTNEED);
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** ftruncate(2). */
  public static int ftruncate(int fd, long size) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) FTRUNCATE.invokeExact(scratch.errno, fd, size));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** fallocate(2). */
  public static int fallocate(int fd, int mode, long offset, long length) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) FALLOCATE.invokeExact(scratch.errno, fd, mode, offset, length));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** ioctl(2) with a pointer argument. */
  public static int ioctl(int fd, long request, MemorySegment argument) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) IOCTL.invokeExact(scratch.errno, fd, request, argument));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** ioctl(2) with a number as its argument. */
  public static int ioctl(int fd, long request, long argument) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) IOCTL_NUMBER.invokeExact(scratch.errno, fd, request, argument));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }
}
