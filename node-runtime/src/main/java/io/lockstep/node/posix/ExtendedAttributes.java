package io.lockstep.node.posix;

import static io.lockstep.node.posix.Libc.INT;
import static io.lockstep.node.posix.Libc.LONG;
import static io.lockstep.node.posix.Libc.POINTER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Extended attributes, xattr(7). The path forms follow symbolic links; with {@link
 * PathBytes#ofDescriptor} of an O_PATH descriptor they act on whatever it stands for, a symbolic
 * link included. All threads; every result is 0 or more, or a negative {@link Errno}.
 */
public final class ExtendedAttributes {

  /** setxattr(2): fail with EEXIST if it is there. */
  public static final int XATTR_CREATE = 1;

  /** setxattr(2): fail with ENODATA if it is not there. */
  public static final int XATTR_REPLACE = 2;

  /** Longest value (XATTR_SIZE_MAX, linux/limits.h); the list of names has the same limit. */
  public static final int MAX_BYTES = 65536;

  private static final MethodHandle SETXATTR =
      Libc.function("setxattr", INT, POINTER, POINTER, POINTER, LONG, INT);
  private static final MethodHandle GETXATTR =
      Libc.function("getxattr", LONG, POINTER, POINTER, POINTER, LONG);
  private static final MethodHandle LISTXATTR =
      Libc.function("listxattr", LONG, POINTER, POINTER, LONG);
  private static final MethodHandle REMOVEXATTR =
      Libc.function("removexattr", INT, POINTER, POINTER);

  private ExtendedAttributes() {}

  /** setxattr(2). */
  public static int setxattr(byte[] path, byte[] name, MemorySegment value, long size, int flags) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check(
          (int)
              SETXATTR.invokeExact(
                  scratch.errno, scratch.first(path), scratch.second(name), value, size, flags));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** getxattr(2): length of the value; {@code size} 0 asks for it only. */
  public static long getxattr(byte[] path, byte[] name, MemorySegment value, long size) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check(
          (long)
              GETXATTR.invokeExact(
                  scratch.errno, scratch.first(path), scratch.second(name), value, size));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** listxattr(2): length of the list of NUL-terminated names. */
  public static long listxattr(byte[] path, MemorySegment list, long size) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check(
          (long) LISTXATTR.invokeExact(scratch.errno, scratch.first(path), list, size));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** removexattr(2). */
  public static int removexattr(byte[] path, byte[] name) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check(
          (int) REMOVEXATTR.invokeExact(scratch.errno, scratch.first(path), scratch.second(name)));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }
}
