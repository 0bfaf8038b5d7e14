package io.lockstep.node.posix;

import java.lang.foreign.MemorySegment;

/**
 * System calls that only tests make, with the types of their declarations. All threads; results are
 * 0 or more, or a negative {@link Errno}.
 */
public final class TestCalls {

  private TestCalls() {}

  /** fchmodat(2); follows a symbolic link. */
  public static int fchmodat(int directoryFd, byte[] name, int mode) {
    return (int) CLibrary.call("fchmodat", directoryFd, name, mode, 0);
  }

  /** faccessat(2). */
  public static int faccessat(int directoryFd, byte[] name, int mode, int flags) {
    return (int) CLibrary.call("faccessat", directoryFd, name, mode, flags);
  }

  /** fsetxattr(2). */
  public static int fsetxattr(int fd, byte[] name, MemorySegment value, long size, int flags) {
    return (int) CLibrary.call("fsetxattr", fd, name, value, size, flags);
  }

  /** fgetxattr(2). */
  public static long fgetxattr(int fd, byte[] name, MemorySegment value, long size) {
    return CLibrary.call("fgetxattr", fd, name, value, size);
  }

  /** flistxattr(2). */
  public static long flistxattr(int fd, MemorySegment list, long size) {
    return CLibrary.call("flistxattr", fd, list, size);
  }

  /** fremovexattr(2). */
  public static int fremovexattr(int fd, byte[] name) {
    return (int) CLibrary.call("fremovexattr", fd, name);
  }

  /**
   * umask(2): the previous mask; for the whole process, unless the thread has unshared CLONE_FS.
   */
  public static int umask(int mode) {
    return (int) CLibrary.call("umask", mode);
  }
}
