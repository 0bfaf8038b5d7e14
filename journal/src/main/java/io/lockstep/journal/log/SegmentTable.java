package io.lockstep.journal.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The segments of a journal in the order in which they began. A sequence belongs to the newest
 * segment that begins at or below it: that is how a segment cuts the tails of those before. The
 * list is immutable; only the end of the last segment moves.
 */
record SegmentTable(List<Segment> segments) {

  static final SegmentTable EMPTY = new SegmentTable(List.of());

  SegmentTable {
    segments = List.copyOf(segments);
  }

  Optional<Segment> current() {
    return segments.isEmpty() ? Optional.empty() : Optional.of(segments.getLast());
  }

  long firstSequence() {
    return segments.stream().mapToLong(Segment::first).min().orElse(1);
  }

  long lastSequence() {
    return segments.isEmpty() ? 0 : segments.getLast().last();
  }

  /** The segment that holds the record, if it is there. */
  Optional<Segment> find(long sequence) {
    for (int i = segments.size() - 1; i >= 0; i--) {
      Segment segment = segments.get(i);
      if (segment.first() <= sequence) {
        return sequence <= segment.last() ? Optional.of(segment) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /**
   * The last sequence that may be read from a segment: where the next valid one begins, minus 1.
   */
  long limitOf(Segment segment) {
    return segments.stream()
        .filter(later -> later.number() > segment.number())
        .mapToLong(later -> later.first() - 1)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /**
   * This table with one more segment; those that it leaves unconnected are no longer part of it.
   */
  SegmentTable plus(Segment next) {
    List<Segment> grown = new ArrayList<>(next.first() > lastSequence() + 1 ? List.of() : segments);
    grown.add(next);
    return new SegmentTable(grown);
  }

  /**
   * This table without the oldest segments that hold nothing at or above {@code sequence}; the last
   * one always stays.
   */
  SegmentTable from(long sequence) {
    int start = 0;
    while (start < segments.size() - 1 && endsBelow(segments.get(start), sequence)) {
      start++;
    }
    return new SegmentTable(segments.subList(start, segments.size()));
  }

  /**
   * The segments from the one that holds the record on, and before it those of the same epoch: one
   * that a restarted mirror began leans on them for the meaning of file ids. None if every record
   * is older.
   */
  List<Segment> neededFrom(long sequence) {
    int start = 0;
    while (start < segments.size() && endsBelow(segments.get(start), sequence)) {
      start++;
    }
    while (start > 0 && start < segments.size() && isOfOneEpoch(start)) {
      start--;
    }
    return segments.subList(start, segments.size());
  }

  /** The first record of these; {@code sequence} if there are none. */
  long leaningFrom(long sequence) {
    return neededFrom(sequence).stream().mapToLong(Segment::first).min().orElse(sequence);
  }

  private boolean isOfOneEpoch(int at) {
    return segments.get(at).header().epochId().equals(segments.get(at - 1).header().epochId());
  }

  private boolean endsBelow(Segment segment, long sequence) {
    return Math.min(segment.last(), limitOf(segment)) < sequence;
  }
}
