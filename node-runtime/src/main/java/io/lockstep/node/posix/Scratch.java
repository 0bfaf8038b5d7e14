package io.lockstep.node.posix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** One thread's native memory for errno, names and small structures: no allocation per call. */
final class Scratch {

  /** PATH_MAX (limits.h), with the terminating NUL. */
  static final int PATH_BYTES = 4096;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO_OFFSET =
      STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final int STRUCT_BYTES = 64;

  private static final ThreadLocal<Scratch> CURRENT = ThreadLocal.withInitial(Scratch::new);

  /** Where the C library's errno is kept after a call. */
  final MemorySegment errno;

  /** 64 bytes, 8-aligned, for out parameters and timespecs. */
  final MemorySegment struct;

  private final MemorySegment first;
  private final MemorySegment second;

  private Scratch() {
    Arena arena = Arena.ofAuto();
    errno = arena.allocate(STATE);
    struct = arena.allocate(STRUCT_BYTES, 8);
    first = arena.allocate(PATH_BYTES);
    second = arena.allocate(PATH_BYTES);
  }

  static Scratch get() {
    return CURRENT.get();
  }

  /** The name as a C string; NULL for null. Valid until this thread's next call. */
  MemorySegment first(byte[] name) {
    return cString(name, first);
  }

  /** A second C string for calls that take two. */
  MemorySegment second(byte[] name) {
    return cString(name, second);
  }

  private static MemorySegment cString(byte[] name, MemorySegment target) {
    if (name == null) {
      return MemorySegment.NULL;
    }
    if (name.length >= PATH_BYTES) {
      throw new IllegalArgumentException(
          "path: expected at most " + (PATH_BYTES - 1) + " bytes, found " + name.length);
    }
    for (int i = 0; i < name.length; i++) {
      if (name[i] == 0) {
        throw new IllegalArgumentException("path: expected no NUL, found one at byte " + i);
      }
      target.set(JAVA_BYTE, i, name[i]);
    }
    target.set(JAVA_BYTE, name.length, (byte) 0);
    return target;
  }

  /** The result, or the negative errno when it says failure. */
  int check(int result) {
    return result >= 0 ? result : -errno.get(JAVA_INT, ERRNO_OFFSET);
  }

  /** The result, or the negative errno when it says failure. */
  long check(long result) {
    return result >= 0 ? result : -errno.get(JAVA_INT, ERRNO_OFFSET);
  }
}
