package io.lockstep.journal.extent;

import io.lockstep.journal.op.Extent;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What of the writes in a stretch of history is still there at its end. Immutable once made. The
 * tree that a reader of the condensed history has is that of the whole history only at {@link
 * #lastSequence()}: before, it may lack bytes that were there for a time.
 */
public final class CondensedWrites {

  /** What a record spends on naming an extent; one that saves less is no saving. */
  private static final int BYTES_PER_EXTENT = 12;

  /**
   * So many extents are kept, about 100 bytes each; where there are more, writes are taken whole.
   */
  private static final int MAX_EXTENTS = 1 << 18;

  private final long firstSequence;
  private final long lastSequence;
  private final BitSet superseded = new BitSet();
  private final Map<Long, List<Extent>> remnants = new HashMap<>();
  private long writtenBytes;
  private long savedBytes;
  private int extents;

  CondensedWrites(long firstSequence, long lastSequence) {
    this.firstSequence = firstSequence;
    this.lastSequence = lastSequence;
  }

  /** One write and what is left of it; only while it is made. */
  void add(long sequence, int bytes, List<Extent> left) {
    writtenBytes += bytes;
    long leftBytes = left.stream().mapToLong(Extent::length).sum();
    if (leftBytes == 0) {
      superseded.set((int) (sequence - firstSequence));
      savedBytes += bytes;
    } else if (extents < MAX_EXTENTS && leftBytes + (long) left.size() * BYTES_PER_EXTENT < bytes) {
      extents += left.size();
      remnants.put(sequence, left);
      savedBytes += bytes - leftBytes;
    }
  }

  /**
   * What is left of the write at a sequence of this stretch: nothing, some extents, or null if it
   * is to be taken whole.
   */
  public List<Extent> leftOf(long sequence) {
    return superseded.get((int) (sequence - firstSequence)) ? List.of() : remnants.get(sequence);
  }

  /** The last sequence of the stretch. */
  public long lastSequence() {
    return lastSequence;
  }

  /** Bytes of content that the stretch writes. */
  public long writtenBytes() {
    return writtenBytes;
  }

  /** How many of them need not be told. */
  public long savedBytes() {
    return savedBytes;
  }
}
