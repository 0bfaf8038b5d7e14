package io.lockstep.node.capture;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.lockstep.node.posix.Mounts;
import io.lockstep.node.posix.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * How many names a file may have. The kernel checks the mount's own limit, which is none, and
 * pathconf(3) guesses; so this is told from the file system's type (statfs(2)). Stateless.
 */
final class LinkLimit {

  /** EXT4_SUPER_MAGIC, also of ext2 and ext3 (linux/magic.h). */
  private static final long EXT4 = 0xEF53;

  /** EXT4_LINK_MAX (fs/ext4/ext4.h). */
  private static final int EXT4_LINKS = 65_000;

  /** struct statfs, 64 bit: 120 bytes; the type comes first. */
  private static final int STATFS_BYTES = 120;

  private LinkLimit() {}

  /** The limit of the file system of that descriptor; other types than ext4 have a higher one. */
  static int of(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment statfs = arena.allocate(STATFS_BYTES, Long.BYTES);
      SystemCallException.check("fstatfs", Mounts.fstatfs(fd, statfs));
      return statfs.get(JAVA_LONG, 0) == EXT4 ? EXT4_LINKS : Integer.MAX_VALUE;
    }
  }
}
