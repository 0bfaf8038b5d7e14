package io.lockstep.journal.log;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Brings segments to disk and remembers which are there. All threads; syncing and sealing exclude
 * each other. Whoever must not believe a sync after one that failed holds this object's monitor
 * from his check to his note of the failure: what the kernel dropped it reports only once.
 */
final class DurableSegments {

  private final Path directory;
  private final Supplier<SegmentTable> table;
  private volatile long below;

  /**
   * Begins after a recovery.
   *
   * @param below all segments of a lower number are on disk
   */
  DurableSegments(Path directory, Supplier<SegmentTable> table, long below) {
    this.directory = directory;
    this.table = table;
    this.below = below;
  }

  /** All segments of a lower number are on disk. */
  long below() {
    return below;
  }

  /** Returns when everything appended before the call is on disk. */
  synchronized void sync() throws IOException {
    SegmentTable now = table.get();
    for (Segment segment : now.segments()) {
      if (segment.number() >= below) {
        force(segment);
      }
    }
    below = Math.max(below, now.current().map(Segment::number).orElse(1L));
  }

  private void force(Segment segment) throws IOException {
    Path segmentDirectory = SegmentFiles.directory(directory, segment.number());
    try (RandomAccessFile file =
        new RandomAccessFile(SegmentFiles.queueFile(segmentDirectory).toFile(), "rw")) {
      file.getFD().sync();
    } catch (NoSuchFileException | FileNotFoundException e) {
      requireDropped(segment, e);
    }
  }

  /** Brings a finished segment to disk and gives back the space it did not use. */
  void seal(SegmentKeeper.Finished finished) throws IOException {
    synchronized (this) {
      try (SegmentWriter done = finished.writer()) {
        done.force();
        if (undecidedFrom() == finished.segment().number()) {
          below = finished.segment().number() + 1;
        }
      }
    }
    trim(finished.segment(), finished.writer().usedBytes());
  }

  /** The oldest segment that may not be on disk; those that were dropped need not be. */
  private long undecidedFrom() {
    SegmentTable now = table.get();
    long oldest = now.segments().isEmpty() ? 0 : now.segments().getFirst().number();
    return Math.max(below, oldest);
  }

  private void trim(Segment segment, long usedBytes) throws IOException {
    try {
      segment.occupies(
          SegmentFiles.trim(SegmentFiles.directory(directory, segment.number()), usedBytes));
    } catch (NoSuchFileException e) {
      requireDropped(segment, e);
    }
  }

  /** A file that is missing is a failure unless its segment was dropped meanwhile. */
  private void requireDropped(Segment segment, IOException missing) throws IOException {
    if (table.get().segments().contains(segment)) {
      throw missing;
    }
  }
}
