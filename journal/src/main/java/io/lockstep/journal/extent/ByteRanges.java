package io.lockstep.journal.extent;

import io.lockstep.journal.op.Extent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of bytes of one file, kept as disjoint ranges that do not touch. For one thread. */
final class ByteRanges {

  /** First byte of each range, and the byte behind its last. */
  private final TreeMap<Long, Long> ends = new TreeMap<>();

  /** Adds the bytes from {@code from} up to, and without, {@code to}. */
  void add(long from, long to) {
    long first = from;
    long end = to;
    Map.Entry<Long, Long> near = ends.floorEntry(to);
    while (near != null && near.getValue() >= from) {
      first = Math.min(first, near.getKey());
      end = Math.max(end, near.getValue());
      ends.remove(near.getKey());
      near = ends.floorEntry(to);
    }
    ends.put(first, end);
  }

  /** The parts of a stretch that are not in the set, ascending. */
  List<Extent> missing(Extent of) {
    List<Extent> missing = new ArrayList<>(2);
    long at = of.offset();
    Map.Entry<Long, Long> near = ends.floorEntry(at);
    if (near == null || near.getValue() <= at) {
      near = ends.higherEntry(at);
    }
    while (near != null && near.getKey() < of.end()) {
      addGap(missing, at, near.getKey());
      at = near.getValue();
      near = ends.higherEntry(near.getKey());
    }
    addGap(missing, at, of.end());
    return missing;
  }

  private static void addGap(List<Extent> gaps, long from, long to) {
    if (from < to) {
      gaps.add(new Extent(from, (int) (to - from)));
    }
  }

  /** How many ranges it takes. */
  int size() {
    return ends.size();
  }
}
