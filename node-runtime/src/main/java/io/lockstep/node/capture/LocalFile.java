package io.lockstep.node.capture;

import io.lockstep.node.posix.Attributes;
import io.lockstep.node.posix.Descriptors;
import java.lang.foreign.MemorySegment;

/**
 * Changes the content of an original file through an open descriptor. Through the descriptor, not
 * the file id, because pages may be written back after the file has lost its last name. Results are
 * 0 or a negative errno.
 */
final class LocalFile {

  private static final long NANOS = 1_000_000_000L;
  private static final byte[] SELF = {};

  private LocalFile() {}

  /** Writes all of it, whatever pieces the kernel takes. */
  static int write(int fd, MemorySegment data, long offset) {
    long done = 0;
    while (done < data.byteSize()) {
      long written =
          Descriptors.pwrite(fd, data.asSlice(done), data.byteSize() - done, offset + done);
      if (written < 0) {
        return (int) written;
      }
      done += written;
    }
    return 0;
  }

  /** Sets the modification time of what a descriptor of any kind stands for. */
  static int modified(int fd, long timeNanos) {
    return Attributes.utimensat(
        fd,
        SELF,
        0,
        Attributes.UTIME_OMIT,
        Math.floorDiv(timeNanos, NANOS),
        Math.floorMod(timeNanos, NANOS),
        Attributes.AT_EMPTY_PATH);
  }
}
