package io.lockstep.node.replication;

import io.lockstep.journal.log.Journal;
import io.lockstep.journal.log.JournalReader;
import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.journal.names.NameTable;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.OperationCodec;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * Reads the journal from behind a common position on, and knows what the file ids mean there. For
 * one thread.
 */
final class HistoryCursor implements AutoCloseable {

  private final JournalReader reader;
  private final boolean insideSegment;
  private NameTable names = new NameTable();
  private SegmentHeader segment;
  private boolean segmentBegins;
  private Operation operation;
  private long sequence;
  private boolean pending;

  private HistoryCursor(JournalReader reader, boolean insideSegment) {
    this.reader = reader;
    this.insideSegment = insideSegment;
  }

  /**
   * A cursor whose first {@link #next} is {@code common + 1}.
   *
   * @throws IllegalStateException if the journal does not reach back to it
   */
  static HistoryCursor behind(Journal journal, long common) {
    Optional<SegmentHeader> holding = journal.segmentOf(common);
    long from = holding.map(SegmentHeader::firstSequence).orElse(common + 1);
    JournalReader reader = journal.reader(from);
    try {
      HistoryCursor cursor = new HistoryCursor(reader, holding.isPresent());
      cursor.sequence = from - 1;
      cursor.fold(common);
      return cursor;
    } catch (RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  private void fold(long common) {
    while (sequence < common) {
      if (!read()) {
        throw new IllegalStateException(
            "journal: expected a record at " + (sequence + 1) + ", found its end");
      }
      follow();
    }
    // What comes first behind the common position begins a segment unless it continues this one.
    segmentBegins = false;
  }

  /** What the peer's file ids mean at the common position, if it is inside a segment. */
  List<Operation.Bind> context() {
    return insideSegment ? names.context() : List.of();
  }

  /** The segment that holds the common position, if there is one. */
  Optional<SegmentHeader> commonSegment() {
    return insideSegment ? Optional.ofNullable(segment) : Optional.empty();
  }

  /**
   * Goes to the next record, but not over the name bookkeeping of it: {@link #isNameable} is asked
   * first.
   *
   * @return false at the present end
   */
  boolean next() {
    follow();
    return read();
  }

  private boolean read() {
    if (!reader.next()) {
      return false;
    }
    if (!reader.segment().equals(segment)) {
      segment = reader.segment();
      names = new NameTable();
      segmentBegins = true;
    } else {
      segmentBegins = false;
    }
    MemorySegment record = reader.record();
    operation = OperationCodec.decode(record).operation();
    sequence = OperationCodec.sequence(record);
    pending = true;
    return true;
  }

  private void follow() {
    if (pending) {
      names.follow(operation);
      pending = false;
    }
  }

  /** Whether the peer, told what {@link #context} said, knows all ids of the current record. */
  boolean isNameable() {
    boolean[] known = {true};
    FileIds.eachUsed(operation, id -> known[0] &= FileIds.isRoot(id) || names.isBound(id));
    return known[0];
  }

  /** Whether the current record is the first of its segment that this cursor gives. */
  boolean segmentBegins() {
    return segmentBegins;
  }

  SegmentHeader segment() {
    return segment;
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
