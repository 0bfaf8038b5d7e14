package io.lockstep.node.capture;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.OpenFlags;

/**
 * How long a file may become on the original's file system (s_maxbytes of Linux; 16 TiB on ext4).
 * The kernel knows only the mount's own limit, which is none. What the file system is going to
 * refuse must be refused before it is replicated: the peer could not apply it either, and its copy
 * would count as damaged. All threads.
 */
final class SizeLimit {

  /** Every file system that can be captured takes this much; no question is asked below it. */
  private static final long ALWAYS_HELD_BYTES = 1L << 30;

  private SizeLimit() {}

  /**
   * How many of {@code length} bytes at that offset fit, as write(2) counts them.
   *
   * @throws RequestRefused EFBIG if none does
   */
  static long fitting(int fd, long offset, long length) {
    if (isHeld(fd, offset + length)) {
      return length;
    }
    long held = 0;
    long beyond = length;
    while (beyond - held > 1) {
      long middle = held + (beyond - held) / 2;
      if (isHeld(fd, offset + middle)) {
        held = middle;
      } else {
        beyond = middle;
      }
    }
    if (held == 0) {
      throw new RequestRefused(Errno.EFBIG);
    }
    return held;
  }

  /** Refuses with EFBIG what ends behind the last byte that the file may have. */
  static void require(int fd, long end) {
    if (!isHeld(fd, end)) {
      throw new RequestRefused(Errno.EFBIG);
    }
  }

  /** The same for a file that is not open. */
  static void require(Volume volume, Inode inode, long end) {
    if (end >= 0 && end <= ALWAYS_HELD_BYTES) {
      return;
    }
    int fd = volume.open(inode, OpenFlags.O_RDONLY);
    try {
      require(fd, end);
    } finally {
      Descriptors.close(fd);
    }
  }

  /** lseek(2) refuses exactly the positions that a file cannot reach. */
  private static boolean isHeld(int fd, long end) {
    return end >= 0
        && (end <= ALWAYS_HELD_BYTES || Descriptors.lseek(fd, end, Descriptors.SEEK_SET) >= 0);
  }
}
