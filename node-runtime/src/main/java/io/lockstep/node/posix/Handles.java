package io.lockstep.node.posix;

import static io.lockstep.node.posix.Libc.INT;
import static io.lockstep.node.posix.Libc.POINTER;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * File handles of the kernel: they name a file across renames and without a descriptor. A handle
 * buffer is a {@code struct file_handle}: u32 size, s32 type, then at most {@link #MAX_BYTES}. All
 * threads; every result is 0 or more, or a negative {@link Errno}.
 */
public final class Handles {

  /** MAX_HANDLE_SZ (fcntl.h). */
  public static final int MAX_BYTES = 128;

  /** Bytes of a buffer that holds any handle. */
  public static final int BUFFER_BYTES = 8 + MAX_BYTES;

  private static final MethodHandle NAME_TO_HANDLE_AT =
      Libc.function("name_to_handle_at", INT, INT, POINTER, POINTER, POINTER, INT);
  private static final MethodHandle OPEN_BY_HANDLE_AT =
      Libc.function("open_by_handle_at", INT, INT, POINTER, INT);

  private Handles() {}

  /**
   * name_to_handle_at(2): does not follow a symbolic link. The size field of {@code handle} holds
   * the room behind it on entry; {@code mountId} receives an int.
   */
  public static int nameToHandleAt(
      int directoryFd, byte[] name, MemorySegment handle, MemorySegment mountId, int flags) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check(
          (int)
              NAME_TO_HANDLE_AT.invokeExact(
                  scratch.errno, directoryFd, scratch.first(name), handle, mountId, flags));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /**
   * open_by_handle_at(2): {@code mountFd} is any (non-O_PATH) descriptor of that file system.
   * ESTALE: the file is gone.
   */
  public static int openByHandleAt(int mountFd, MemorySegment handle, int flags) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check(
          (int) OPEN_BY_HANDLE_AT.invokeExact(scratch.errno, mountFd, handle, flags));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }
}
