package io.lockstep.node.reintegration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of blocks of a file, as few ranges. When it would need more than {@link #MAX_RANGES} it
 * becomes the one range around them all: comparing too much is harmless. One thread at a time.
 */
final class BlockRanges {

  /** Unit of comparison. */
  static final int BLOCK_BYTES = 128 << 10;

  /** Bounds memory for each file and the length of its message. */
  static final int MAX_RANGES = 1024;

  /** Last block of the longest file (2^63 - 1 bytes), exclusive. */
  static final long END = Long.MAX_VALUE / BLOCK_BYTES + 1;

  /** Blocks {@code first} (from 0) up to and without {@code end}. */
  record Range(long first, long end) {
    Range {
      if (first < 0 || end <= first || end > END) {
        throw new IllegalArgumentException(
            "block range: expected 0 <= first < end <= " + END + ", found " + first + ", " + end);
      }
    }
  }

  private final TreeMap<Long, Long> endByFirst = new TreeMap<>();

  /** All blocks of any file. */
  static List<Range> all() {
    return List.of(new Range(0, END));
  }

  /** Adds the blocks that hold these bytes. */
  void addBytes(long offset, long length) {
    if (length > 0) {
      long lastByte = length > Long.MAX_VALUE - offset ? Long.MAX_VALUE : offset + length - 1;
      add(offset / BLOCK_BYTES, lastByte / BLOCK_BYTES + 1);
    }
  }

  /** Adds everything from a byte on. */
  void addFrom(long offset) {
    add(offset / BLOCK_BYTES, END);
  }

  private void add(long first, long end) {
    long from = first;
    long to = end;
    Map.Entry<Long, Long> near = endByFirst.floorEntry(to);
    while (near != null && near.getValue() >= from) {
      endByFirst.remove(near.getKey());
      from = Math.min(from, near.getKey());
      to = Math.max(to, near.getValue());
      near = endByFirst.floorEntry(to);
    }
    endByFirst.put(from, to);
    if (endByFirst.size() > MAX_RANGES) {
      becomeOneRange();
    }
  }

  private void becomeOneRange() {
    long first = endByFirst.firstKey();
    long end = endByFirst.lastEntry().getValue();
    endByFirst.clear();
    endByFirst.put(first, end);
  }

  /** The ranges in ascending order, apart from each other. */
  List<Range> ranges() {
    List<Range> ranges = new ArrayList<>(endByFirst.size());
    endByFirst.forEach((first, end) -> ranges.add(new Range(first, end)));
    return ranges;
  }
}
