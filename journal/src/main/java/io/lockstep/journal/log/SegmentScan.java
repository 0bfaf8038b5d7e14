package io.lockstep.journal.log;

import io.lockstep.journal.log.SegmentHeaderCodec.Preamble;
import io.lockstep.journal.op.MalformedRecordException;
import io.lockstep.journal.op.OperationCodec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Reads what a segment found on disk really holds. */
final class SegmentScan {

  /**
   * The sound beginning of a segment.
   *
   * @param last sequence of the last record before the first unsound one
   * @param endBytes where that record ends in the file
   * @param why what was found behind it; empty if nothing
   */
  record Result(long last, long endBytes, String why) {}

  private SegmentScan() {}

  /**
   * The header of the segment in a directory; empty if the segment never began, that is, it has no
   * complete excerpt.
   *
   * @throws CorruptJournalException if there is something else in its place
   */
  static Optional<Preamble> preamble(Path directory) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      ExcerptCursor cursor = new ExcerptCursor(map(directory, arena));
      if (cursor.advance() != ExcerptCursor.Found.DATA) {
        return Optional.empty();
      }
      return Optional.of(SegmentHeaderCodec.decode(cursor.excerpt()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (MalformedRecordException e) {
      throw new CorruptJournalException(
          directory
              + ": "
              + e.getMessage()
              + ". Move the journal away and synchronise this node by state",
          e);
    }
  }

  /** Checks every record up to the first that is unsound or out of order. */
  static Result scan(Path directory, SegmentHeader header) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      ExcerptCursor cursor = new ExcerptCursor(map(directory, arena));
      cursor.advance();
      long last = header.firstSequence() - 1;
      while (true) {
        long endBytes = cursor.position();
        switch (cursor.advance()) {
          case END -> {
            return new Result(last, endBytes, "");
          }
          case DAMAGED -> {
            return new Result(last, endBytes, "a length that leads out of the file");
          }
          case DATA -> {
            String unsound = unsound(cursor.excerpt(), header.epoch(), last + 1);
            if (!unsound.isEmpty()) {
              return new Result(last, endBytes, unsound);
            }
            last++;
          }
        }
      }
    }
  }

  /** Why the bytes are not the record expected here; empty if they are. */
  static String unsound(MemorySegment record, long epoch, long sequence) {
    try {
      OperationCodec.verify(record);
    } catch (MalformedRecordException e) {
      return e.getMessage();
    }
    long foundEpoch = OperationCodec.epoch(record);
    long foundSequence = OperationCodec.sequence(record);
    return foundEpoch == epoch && foundSequence == sequence
        ? ""
        : "expected record %d of epoch %d, found record %d of epoch %d"
            .formatted(sequence, epoch, foundSequence, foundEpoch);
  }

  /** The queue file of a segment, read-only, as long as it is now. */
  static MemorySegment map(Path directory, Arena arena) throws IOException {
    Path file = SegmentFiles.queueFile(directory);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return map(channel, arena);
    }
  }

  /** A segment that is finished at this moment is cut to its records: then what is left counts. */
  private static MemorySegment map(FileChannel channel, Arena arena) throws IOException {
    while (true) {
      long bytes = channel.size();
      try {
        return channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes, arena);
      } catch (IOException e) {
        if (channel.size() >= bytes) {
          throw e;
        }
      }
    }
  }
}
