package io.lockstep.journal.extent;

import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Extent;
import io.lockstep.journal.op.Operation;

/**
 * Finds the writes of a stretch of history that later operations of the same stretch overwrite or
 * cut off. What is found is exact or too little, never too much: {@link #isFull} bounds its memory,
 * about 130 MB at the very most. For one thread.
 *
 * <p>Only what also sets the size counts as covering: an operation that keeps the size (a hole that
 * is punched) would leave the file shorter where the write it covers had made it longer.
 */
public final class Condenser {

  private static final int MAX_MARKS = 1 << 20;
  private static final int MAX_FILES = 1 << 18;
  private static final int MAX_RANGES = 1 << 18;
  private static final long MAX_RECORDS = 1L << 24;

  private final long firstSequence;
  private final FileLives lives = new FileLives();
  private final Marks marks = new Marks();
  private long lastSequence;

  /** A condenser for the history from this sequence on. */
  public Condenser(long firstSequence) {
    this.firstSequence = firstSequence;
    this.lastSequence = firstSequence - 1;
  }

  /** Takes the next operation into account. */
  public void follow(Entry entry) {
    lastSequence = entry.sequence();
    long epoch = entry.epoch();
    switch (entry.operation()) {
      case Operation.Write op when op.data().byteSize() > 0 ->
          marks.add(
              lives.indexOf(epoch, op.fileId()),
              op.offset(),
              op.offset() + op.data().byteSize(),
              entry.sequence());
      case Operation.Truncate op -> voids(lives.indexOf(epoch, op.fileId()), op.size());
      case Operation.Allocate op when op.mode() == Operation.Allocate.ZERO_RANGE ->
          marks.add(lives.indexOf(epoch, op.fileId()), op.offset(), op.offset() + op.length(), 0);
      case Operation op -> lives.endedBy(epoch, op).ifPresent(file -> voids(file, 0));
    }
  }

  private void voids(int file, long from) {
    marks.add(file, from, Long.MAX_VALUE, 0);
  }

  /** Whether what follows is better left to another one. */
  public boolean isFull() {
    return marks.size() >= MAX_MARKS
        || lives.size() >= MAX_FILES
        || lastSequence - firstSequence >= MAX_RECORDS;
  }

  /** What is left of the writes so far, looking back from here. */
  public CondensedWrites condense() {
    CondensedWrites condensed = new CondensedWrites(firstSequence, lastSequence);
    ByteRanges[] later = new ByteRanges[lives.size()];
    int ranges = 0;
    for (int i = marks.size() - 1; i >= 0; i--) {
      ByteRanges covered = later[marks.file(i)];
      if (covered == null) {
        covered = new ByteRanges();
        later[marks.file(i)] = covered;
      }
      if (marks.sequence(i) != 0) {
        Extent write = new Extent(marks.from(i), (int) (marks.to(i) - marks.from(i)));
        condensed.add(marks.sequence(i), write.length(), covered.missing(write));
      }
      if (ranges < MAX_RANGES) {
        int before = covered.size();
        covered.add(marks.from(i), marks.to(i));
        ranges += covered.size() - before;
      }
    }
    return condensed;
  }
}
