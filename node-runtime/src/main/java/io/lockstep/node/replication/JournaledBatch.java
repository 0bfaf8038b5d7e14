package io.lockstep.node.replication;

import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Operation;
import java.util.ArrayList;
import java.util.List;

/** What a receiver has journaled, and not yet acknowledged or applied. For one thread at a time. */
final class JournaledBatch {

  /** What an operation may need on the disk beside its data: a block. */
  private static final int BYTES_BESIDE_DATA = 4096;

  private final List<Entry> entries = new ArrayList<>();
  private long bytes;

  void add(Entry entry, long recordBytes) {
    entries.add(entry);
    bytes += changesNothing(entry) ? 0 : recordBytes + BYTES_BESIDE_DATA;
  }

  /** A write of which nothing is left. */
  private static boolean changesNothing(Entry entry) {
    return entry.operation() instanceof Operation.Remnant remnant && remnant.extents().isEmpty();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** In their order. */
  List<Entry> entries() {
    return entries;
  }

  /** How much room it takes to apply all of them, at most. */
  long bytes() {
    return bytes;
  }

  void clear() {
    entries.clear();
    bytes = 0;
  }
}
