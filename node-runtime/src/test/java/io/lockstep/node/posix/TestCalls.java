package io.lockstep.node.posix;

import static io.lockstep.node.posix.Libc.INT;
import static io.lockstep.node.posix.Libc.LONG;
import static io.lockstep.node.posix.Libc.POINTER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** System calls that programs on a mounted directory make and Lockstep itself does not need. */
public final class TestCalls {

  private static final MethodHandle FCHMODAT =
      Libc.function("fchmodat", INT, INT, POINTER, INT, INT);
  private static final MethodHandle FACCESSAT =
      Libc.function("faccessat", INT, INT, POINTER, INT, INT);
  private static final MethodHandle FSETXATTR =
      Libc.function("fsetxattr", INT, INT, POINTER, POINTER, LONG, INT);
  private static final MethodHandle FGETXATTR =
      Libc.function("fgetxattr", LONG, INT, POINTER, POINTER, LONG);
  private static final MethodHandle FLISTXATTR =
      Libc.function("flistxattr", LONG, INT, POINTER, LONG);
  private static final MethodHandle FREMOVEXATTR = Libc.function("fremovexattr", INT, INT, POINTER);
  private static final MethodHandle UMASK = Libc.function("umask", INT, INT);

  private TestCalls() {}

  /** fchmodat(2); follows a symbolic link. */
  public static int fchmodat(int directoryFd, byte[] name, int mode) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check(
          (int) FCHMODAT.invokeExact(scratch.errno, directoryFd, scratch.first(name), mode, 0));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** faccessat(2). */
  public static int faccessat(int directoryFd, byte[] name, int mode, int flags) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check(
          (int)
              FACCESSAT.invokeExact(scratch.errno, directoryFd, scratch.first(name), mode, flags));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** fsetxattr(2). */
  public static int fsetxattr(int fd, byte[] name, MemorySegment value, long size, int flags) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check(
          (int) FSETXATTR.invokeExact(scratch.errno, fd, scratch.first(name), value, size, flags));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** fgetxattr(2). */
  public static long fgetxattr(int fd, byte[] name, MemorySegment value, long size) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check(
          (long) FGETXATTR.invokeExact(scratch.errno, fd, scratch.first(name), value, size));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** flistxattr(2). */
  public static long flistxattr(int fd, MemorySegment list, long size) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((long) FLISTXATTR.invokeExact(scratch.errno, fd, list, size));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** fremovexattr(2). */
  public static int fremovexattr(int fd, byte[] name) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) FREMOVEXATTR.invokeExact(scratch.errno, fd, scratch.first(name)));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /**
   * umask(2): the previous mask; for the whole process, unless the thread has unshared CLONE_FS.
   */
  public static int umask(int mode) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) UMASK.invokeExact(scratch.errno, mode));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }
}
