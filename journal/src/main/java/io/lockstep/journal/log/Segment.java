package io.lockstep.journal.log;

/**
 * One segment as the running journal knows it. The end moves while it is appended to; everything
 * else is fixed. Safe for all threads.
 */
final class Segment {

  private final long number;
  private final SegmentHeader header;
  private volatile long last;
  private volatile long bytes;

  Segment(long number, SegmentHeader header, long last, long bytes) {
    this.number = number;
    this.header = header;
    this.last = last;
    this.bytes = bytes;
  }

  long number() {
    return number;
  }

  SegmentHeader header() {
    return header;
  }

  long first() {
    return header.firstSequence();
  }

  /**
   * Sequence of its last record, {@code first() - 1} if it has none; a later segment may cut it.
   */
  long last() {
    return last;
  }

  /** Bytes it takes on disk. */
  long bytes() {
    return bytes;
  }

  /** A record has been appended and may be read: the last step of an append. */
  void endsAt(long sequence) {
    last = sequence;
  }

  void occupies(long newBytes) {
    bytes = newBytes;
  }
}
