package io.lockstep.node.tree;

import io.lockstep.node.posix.Attributes;
import io.lockstep.node.posix.SystemCallException;

/** Sets times given in nanoseconds since 1970. Stateless. */
final class Times {

  private static final long NANOS = 1_000_000_000L;
  private static final byte[] EMPTY = {};

  private Times() {}

  /** The modification time of what a descriptor of any kind stands for; nothing else. */
  static void modified(CachedFd file, long mtimeNanos) {
    modified(file, EMPTY, mtimeNanos, Attributes.AT_EMPTY_PATH);
  }

  /** The modification time of an entry. */
  static void modified(CachedFd directory, byte[] name, long mtimeNanos) {
    modified(directory, name, mtimeNanos, Attributes.AT_SYMLINK_NOFOLLOW);
  }

  private static void modified(CachedFd file, byte[] name, long mtimeNanos, int flags) {
    SystemCallException.check(
        "utimensat",
        Attributes.utimensat(
            file.fd(),
            name,
            0,
            Attributes.UTIME_OMIT,
            Math.floorDiv(mtimeNanos, NANOS),
            Math.floorMod(mtimeNanos, NANOS),
            flags));
  }

  /** Either time; null leaves it as it is. */
  static void set(CachedFd file, Long atimeNanos, Long mtimeNanos) {
    SystemCallException.check(
        "utimensat",
        Attributes.utimensat(
            file.fd(),
            EMPTY,
            atimeNanos == null ? 0 : Math.floorDiv(atimeNanos, NANOS),
            atimeNanos == null ? Attributes.UTIME_OMIT : Math.floorMod(atimeNanos, NANOS),
            mtimeNanos == null ? 0 : Math.floorDiv(mtimeNanos, NANOS),
            mtimeNanos == null ? Attributes.UTIME_OMIT : Math.floorMod(mtimeNanos, NANOS),
            Attributes.AT_EMPTY_PATH));
  }
}
