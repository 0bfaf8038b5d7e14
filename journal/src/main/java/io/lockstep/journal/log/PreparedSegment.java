package io.lockstep.journal.log;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The next segment, made before it is wanted: making the files of a queue takes tens of
 * milliseconds, in which no write could be answered. Safe for all threads.
 */
final class PreparedSegment implements AutoCloseable {

  private final Path journal;
  private final long segmentBytes;
  private SegmentWriter writer;
  private long number;

  PreparedSegment(Path journal, long segmentBytes) {
    this.journal = journal;
    this.segmentBytes = segmentBytes;
  }

  /** Makes the segment of this number, unless that is done. */
  synchronized void ready(long wanted) throws IOException {
    if (writer == null) {
      writer = make(wanted);
      number = wanted;
    }
  }

  /** Hands out the segment of this number. */
  synchronized SegmentWriter take(long wanted) throws IOException {
    ready(wanted);
    if (number != wanted) {
      close();
      ready(wanted);
    }
    SegmentWriter taken = writer;
    writer = null;
    return taken;
  }

  private SegmentWriter make(long wanted) throws IOException {
    Path directory = SegmentFiles.make(journal, wanted);
    try {
      return SegmentWriter.prepare(directory, segmentBytes);
    } catch (IOException | RuntimeException e) {
      SegmentFiles.delete(journal, wanted);
      throw e;
    }
  }

  /** Removes a segment that was taken but could not begin. */
  void discard(long taken, SegmentWriter unusable, Exception failure) {
    try {
      unusable.close();
      SegmentFiles.delete(journal, taken);
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /** Removes the prepared segment, if there is one. */
  @Override
  public synchronized void close() throws IOException {
    if (writer != null) {
      try (SegmentWriter unused = writer) {
        writer = null;
      }
      SegmentFiles.delete(journal, number);
    }
  }
}
