package io.lockstep.journal.log;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The system calls with which the journal prepares pages. Safe for all threads. */
final class NativePages {

  /** O_RDWR | O_CREAT | O_CLOEXEC of asm-generic/fcntl.h. */
  private static final int OPEN_FLAGS = 2 | 0100 | 0x80000;

  /** rw-r--r--, less what the umask takes. */
  private static final int MODE = 0644;

  /** MADV_POPULATE_WRITE of linux/mman.h (madvise(2), since Linux 5.14). */
  private static final int POPULATE_WRITE = 23;

  private static final int PAGE_BYTES = 4096;
  private static final int ENOSPC = 28;
  private static final int EDQUOT = 122;

  /** FALLOC_FL_KEEP_SIZE of linux/falloc.h. */
  private static final int KEEP_SIZE = 1;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MethodHandle OPEN =
      handle(
          "open",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  private static final MethodHandle FALLOCATE =
      handle(
          "posix_fallocate",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG));
  private static final MethodHandle FALLOCATE_BEYOND_END =
      handle(
          "fallocate",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG));
  private static final MethodHandle MADVISE =
      handle(
          "madvise",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT));

  private NativePages() {}

  private static MethodHandle handle(
      String name, FunctionDescriptor type, Linker.Option... options) {
    MemorySegment symbol = LINKER.defaultLookup().find(name).orElseThrow();
    return LINKER.downcallHandle(symbol, type, options);
  }

  /**
   * Allocates the first {@code bytes} of the file on disk (posix_fallocate(3)); what is there
   * already stays, a missing file is made. To be called before any of it is mapped: a store to a
   * page of a sparse file that finds the disk full is a SIGBUS, which can end the process.
   *
   * @throws NoSpaceException if there is no room
   */
  static void reserve(Path file, long bytes) throws IOException {
    int fd = open(file);
    try {
      int error = (int) FALLOCATE.invokeExact(fd, 0L, bytes);
      if (error == ENOSPC || error == EDQUOT) {
        throw new NoSpaceException(
            "%s: cannot reserve %d bytes: no space left on device".formatted(file, bytes));
      }
      if (error != 0) {
        throw new IOException(
            "%s: cannot reserve %d bytes, errno %d".formatted(file, bytes, error));
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    } finally {
      close(fd);
    }
  }

  /**
   * Makes an empty file that owns {@code bytes} on disk already (fallocate(2)): whoever lengthens
   * it does not need the disk for that any more.
   *
   * @throws IOException if there is no room
   */
  static void reserveEmpty(Path file, long bytes) throws IOException {
    int fd = open(file);
    try {
      if ((int) FALLOCATE_BEYOND_END.invokeExact(fd, KEEP_SIZE, 0L, bytes) == 0) {
        return;
      }
    } catch (Throwable e) {
      throw new AssertionError(e);
    } finally {
      close(fd);
    }
    // Tells why not, or finds that there is room on a file system that cannot set it aside.
    reserve(file, bytes);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }

  private static int open(Path file) throws IOException {
    int fd;
    try (Arena arena = Arena.ofConfined()) {
      fd = (int) OPEN.invokeExact(arena.allocateFrom(file.toString()), OPEN_FLAGS, MODE);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
    if (fd < 0) {
      throw new IOException(file + ": cannot open to reserve space");
    }
    return fd;
  }

  private static void close(int fd) {
    try {
      int ignored = (int) CLOSE.invokeExact(fd);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Makes the pages of a shared writable mapping present and writable without changing them. Only
   * an optimisation: what the kernel refuses is touched by the first write instead.
   *
   * @return whether the kernel did it
   */
  static boolean populate(long address, long bytes) {
    long start = address & -PAGE_BYTES;
    try {
      return (int) MADVISE.invokeExact(start, address + bytes - start, POPULATE_WRITE) == 0;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
