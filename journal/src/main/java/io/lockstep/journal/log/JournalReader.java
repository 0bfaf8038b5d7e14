package io.lockstep.journal.log;

import java.lang.foreign.MemorySegment;

/**
 * Reads the records of a journal in the order of their sequences, and follows it while it grows.
 * For one thread at a time.
 */
public interface JournalReader extends AutoCloseable {

  /**
   * Goes to the next record. Records that a later segment cut away are skipped.
   *
   * @return false at the present end; a later call may succeed
   * @throws CorruptJournalException if the record is damaged
   * @throws IllegalStateException if the journal was cut below what this reader has returned, or
   *     the record was dropped: open a new reader
   */
  boolean next();

  /**
   * The current record: one encoded operation, verified. Valid until the next call of {@link
   * #next()}.
   */
  MemorySegment record();

  /** The segment that holds the current record. */
  SegmentHeader segment();

  @Override
  void close();
}
