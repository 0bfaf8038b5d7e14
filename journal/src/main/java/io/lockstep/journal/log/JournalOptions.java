package io.lockstep.journal.log;

/**
 * How a journal uses its disk.
 *
 * @param segmentBytes size at which {@link Journal#wantsNewSegment()} asks for a new segment
 * @param pretouchBytes how far ahead of the end pages are populated in the background; 0: not at
 *     all
 */
public record JournalOptions(long segmentBytes, long pretouchBytes) {

  /** The smallest sensible segment; Chronicle's index takes a quarter of it. */
  public static final long MIN_SEGMENT_BYTES = 256 << 10;

  /** The largest segment: one mapping holds a whole segment. */
  public static final long MAX_SEGMENT_BYTES = 8L << 30;

  /** 256 MiB segments, 16 MiB populated ahead. */
  public static final JournalOptions DEFAULTS = new JournalOptions(256L << 20, 16L << 20);

  public JournalOptions {
    if (segmentBytes < MIN_SEGMENT_BYTES || segmentBytes > MAX_SEGMENT_BYTES) {
      throw new IllegalArgumentException(
          "segment bytes: expected "
              + MIN_SEGMENT_BYTES
              + " to "
              + MAX_SEGMENT_BYTES
              + ", found "
              + segmentBytes);
    }
    if (pretouchBytes < 0) {
      throw new IllegalArgumentException(
          "pretouch bytes: expected 0 or more, found " + pretouchBytes);
    }
  }

  /** What a segment takes on its disk from its beginning, more than its size. */
  public long reservedBytes() {
    return SegmentWriter.reservedBytes(segmentBytes);
  }

  /** The defaults with another segment size. */
  public static JournalOptions ofSegmentBytes(long segmentBytes) {
    return new JournalOptions(segmentBytes, DEFAULTS.pretouchBytes);
  }
}
