package io.lockstep.node.posix;

/**
 * Begins to bring a long stream of writes to disk while more of it is coming: otherwise the disk
 * rests until the sync at its end and then has all of it to do. Short streams, which may be deleted
 * before the kernel would have written them, are left alone. All threads.
 *
 * <p>Only a beginning: it promises nothing, and an error is told by the next sync
 * (sync_file_range(2) with SYNC_FILE_RANGE_WRITE alone waits for nothing and reports nothing).
 */
public final class StreamFlush {

  private static final long LONG_STREAM_BYTES = 16L << 20;
  private static final long STEP_BYTES = 8L << 20;

  private long streamStart;
  private long begun;
  private long end = -1;

  /** These bytes of the file have just been written through a descriptor. */
  public void wrote(int fd, long offset, long length) {
    long from = next(offset, length);
    if (from >= 0) {
      Descriptors.beginWriteback(fd, from, offset + length - from);
    }
  }

  /** Where it is time to begin, or -1. */
  synchronized long next(long offset, long length) {
    if (offset != end) {
      streamStart = offset;
      begun = offset;
    }
    end = offset + length;
    if (end - streamStart < LONG_STREAM_BYTES || end - begun < STEP_BYTES) {
      return -1;
    }
    long from = begun;
    begun = end;
    return from;
  }
}
