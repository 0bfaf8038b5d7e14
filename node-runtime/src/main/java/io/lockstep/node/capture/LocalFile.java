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

  /** Writes, then sets the modification time, which the write itself has moved. */
  static int write(int fd, MemorySegment data, long offset, long timeNanos) {
    int result = write(fd, data, offset);
    return result < 0 ? result : modified(fd, timeNanos);
  }

  /** fallocate(2), then the modification time. */
  static int allocate(int fd, int mode, long offset, long length, long timeNanos) {
    int result = Descriptors.fallocate(fd, mode, offset, length);
    return result < 0 ? result : modified(fd, timeNanos);
  }

  private static int modified(int fd, long timeNanos) {
    return Attributes.futimens(
        fd,
        0,
        Attributes.UTIME_OMIT,
        Math.floorDiv(timeNanos, NANOS),
        Math.floorMod(timeNanos, NANOS));
  }
}
