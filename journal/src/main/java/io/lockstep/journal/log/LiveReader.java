package io.lockstep.journal.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Follows the journal's table of segments, with one segment mapped at a time. */
final class LiveReader implements JournalReader {

  private final Path journal;
  private final Supplier<SegmentTable> newest;
  private long next;
  private boolean returnedAny;
  private SegmentTable table;
  private long limit;
  private Segment segment;
  private Arena arena;
  private ExcerptCursor cursor;

  LiveReader(Path journal, Supplier<SegmentTable> newest, long fromSequence) {
    this.journal = journal;
    this.newest = newest;
    this.next = fromSequence;
  }

  @Override
  public boolean next() {
    SegmentTable now = newest.get();
    if (now != table) {
      follow(now);
    }
    if (segment == null || next > limit) {
      Segment holder = table.find(next).orElse(null);
      if (holder == null) {
        return false;
      }
      enter(holder);
    }
    if (next > segment.last()) {
      return false;
    }
    advance();
    checkRecord();
    next++;
    returnedAny = true;
    return true;
  }

  /** Segments have come or gone: is what was returned still part of the journal? */
  private void follow(SegmentTable now) {
    if (next < now.firstSequence()) {
      throw new IllegalStateException(
          "journal: expected record %d, found records from %d on: it was dropped; open a new reader"
              .formatted(next, now.firstSequence()));
    }
    boolean gone = returnedAny && next > now.firstSequence() && !holds(now, next - 1);
    if (gone) {
      throw new IllegalStateException(
          "journal: record %d was cut after it had been read; open a new reader"
              .formatted(next - 1));
    }
    table = now;
    limit = segment == null ? 0 : now.limitOf(segment);
  }

  private boolean holds(SegmentTable now, long sequence) {
    return now.find(sequence).filter(found -> found == segment).isPresent();
  }

  /**
   * Maps the segment and goes to just before the next record: its header and the records so far.
   */
  private void enter(Segment holder) {
    leave();
    segment = holder;
    arena = Arena.ofShared();
    cursor = new ExcerptCursor(map(holder));
    limit = table.limitOf(holder);
    for (long skip = holder.first() - 1; skip < next; skip++) {
      advance();
    }
  }

  /** Goes to the next excerpt, which must be there; the file may have grown since it was mapped. */
  private void advance() {
    if (cursor.advance() == ExcerptCursor.Found.DATA) {
      return;
    }
    cursor.remap(map(segment));
    if (cursor.advance() != ExcerptCursor.Found.DATA) {
      throw damaged("nothing complete at byte " + cursor.position());
    }
  }

  private void checkRecord() {
    String unsound = SegmentScan.unsound(cursor.excerpt(), segment.header().epoch(), next);
    if (!unsound.isEmpty()) {
      throw damaged(unsound);
    }
  }

  private CorruptJournalException damaged(String found) {
    return new CorruptJournalException(
        "%s: expected record %d, found %s. Synchronise the peer by state; what is before is sound"
            .formatted(directory(segment), next, found));
  }

  private MemorySegment map(Segment one) {
    try {
      return SegmentScan.map(directory(one), arena);
    } catch (NoSuchFileException e) {
      throw new IllegalStateException(
          "journal: record %d was dropped just now; open a new reader".formatted(next), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path directory(Segment one) {
    return SegmentFiles.directory(journal, one.number());
  }

  @Override
  public MemorySegment record() {
    return cursor.excerpt();
  }

  @Override
  public SegmentHeader segment() {
    return segment.header();
  }

  private void leave() {
    if (arena != null) {
      arena.close();
      arena = null;
    }
    segment = null;
  }

  @Override
  public void close() {
    leave();
  }
}
