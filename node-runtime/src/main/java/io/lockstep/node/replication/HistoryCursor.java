package io.lockstep.node.replication;

import io.lockstep.journal.log.Journal;
import io.lockstep.journal.log.JournalReader;
import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.journal.names.NameTable;
import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.OperationCodec;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Reads the journal from behind a common position on, and knows what the file ids mean there. For
 * one thread.
 *
 * <p>Normally a segment tells all by itself. One that a restarted mirror began in the middle of an
 * epoch does not: there the ids of the earlier segments of the epoch count on, which one primary
 * process gave out. A cursor over the whole epoch takes them into account, at the price of reading
 * these segments.
 */
final class HistoryCursor implements AutoCloseable {

  private final JournalReader reader;
  private final boolean wholeEpoch;
  private NameTable names = new NameTable();
  private SegmentHeader segment;
  private boolean segmentBegins;
  private Entry entry;
  private long sequence;

  private HistoryCursor(JournalReader reader, boolean wholeEpoch, long sequence) {
    this.reader = reader;
    this.wholeEpoch = wholeEpoch;
    this.sequence = sequence;
  }

  /**
   * A cursor whose first {@link #next} is {@code common + 1}.
   *
   * @throws IllegalStateException if the journal does not reach back to it
   */
  static HistoryCursor behind(Journal journal, long common, boolean wholeEpoch) {
    long from = foldFrom(journal, common, wholeEpoch);
    JournalReader reader = journal.reader(from);
    try {
      HistoryCursor cursor = new HistoryCursor(reader, wholeEpoch, from - 1);
      cursor.fold(common);
      return cursor;
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  private static long foldFrom(Journal journal, long common, boolean wholeEpoch) {
    Optional<SegmentHeader> holding = journal.segmentOf(common);
    if (holding.isEmpty()) {
      return common + 1;
    }
    long from = holding.get().firstSequence();
    Optional<SegmentHeader> before = journal.segmentOf(from - 1);
    while (wholeEpoch && before.isPresent() && isSameEpoch(before.get(), holding.get())) {
      from = before.get().firstSequence();
      before = journal.segmentOf(from - 1);
    }
    return from;
  }

  private static boolean isSameEpoch(SegmentHeader a, SegmentHeader b) {
    return a != null && a.epochId().equals(b.epochId());
  }

  private void fold(long common) {
    while (sequence < common) {
      if (!next()) {
        throw new IllegalStateException(
            "journal: expected a record at " + (sequence + 1) + ", found its end");
      }
    }
  }

  /** What file ids mean behind the current record, or behind the common position at first. */
  List<Operation.Bind> context() {
    settle();
    return names.context();
  }

  /** The current record counts from now on. */
  private void settle() {
    if (entry != null) {
      names.follow(entry.operation());
      entry = null;
    }
  }

  /** The segment of the current record, or of the common position at first; null if unknown. */
  SegmentHeader segment() {
    return segment;
  }

  /**
   * Goes to the next record.
   *
   * @return false at the present end; a later call may succeed
   */
  boolean next() {
    settle();
    if (!reader.next()) {
      return false;
    }
    enter(reader.segment());
    entry = OperationCodec.decodeVerified(reader.record());
    sequence = entry.sequence();
    return true;
  }

  private void enter(SegmentHeader found) {
    segmentBegins = !found.equals(segment);
    if (segmentBegins && !(wholeEpoch && isSameEpoch(segment, found))) {
      names = new NameTable();
    }
    segment = found;
  }

  /** Bindings that hold before the current record and that its new segment does not tell. */
  List<Operation.Bind> carriedOver() {
    return segmentBegins && wholeEpoch ? names.context() : List.of();
  }

  /** Whether the peer, told the bindings so far, knows all ids of the current record. */
  boolean isNameable() {
    boolean[] known = {true};
    FileIds.eachUsed(
        entry.operation(), id -> known[0] &= names.isBound(id) && !names.isNameless(id));
    return known[0];
  }

  /** Whether the current record is the first of its segment that this cursor gives. */
  boolean segmentBegins() {
    return segmentBegins;
  }

  /** The current record, decoded; its data are part of the record. */
  Entry entry() {
    return entry;
  }

  MemorySegment record() {
    return reader.record();
  }

  long sequence() {
    return sequence;
  }

  @Override
  public void close() {
    reader.close();
  }
}
