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
  private final Runnable makeRoom;
  private SegmentWriter writer;
  private long number;
  private long taken;

  /**
   * For the journal in a directory.
   *
   * @param makeRoom called when the disk takes no segment, before it is tried once more
   */
  PreparedSegment(Path journal, long segmentBytes, Runnable makeRoom) {
    this.journal = journal;
    this.segmentBytes = segmentBytes;
    this.makeRoom = makeRoom;
  }

  /** Makes the segment of this number, unless it is there or was taken already. */
  synchronized void ready(long wanted) throws IOException {
    if (writer == null && wanted > taken) {
      writer = make(wanted);
      number = wanted;
    }
  }

  /** Hands out the segment of this number. */
  synchronized SegmentWriter take(long wanted) throws IOException {
    if (writer == null || number != wanted) {
      close();
      writer = make(wanted);
    }
    SegmentWriter handedOut = writer;
    writer = null;
    taken = wanted;
    return handedOut;
  }

  private SegmentWriter make(long wanted) throws IOException {
    try {
      return tryToMake(wanted);
    } catch (IOException e) {
      makeRoom.run();
      return tryToMake(wanted);
    }
  }

  private SegmentWriter tryToMake(long wanted) throws IOException {
    Path directory = SegmentFiles.make(journal, wanted);
    try {
      return SegmentWriter.prepare(directory, segmentBytes);
    } catch (IOException | RuntimeException e) {
      SegmentFiles.delete(journal, wanted);
      throw e;
    }
  }

  /** Removes a segment that was taken but could not begin. */
  synchronized void discard(long unusableNumber, SegmentWriter unusable, Exception failure) {
    try {
      unusable.close();
      SegmentFiles.delete(journal, unusableNumber);
      taken = unusableNumber - 1;
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
