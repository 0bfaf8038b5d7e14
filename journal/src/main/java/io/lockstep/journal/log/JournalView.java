package io.lockstep.journal.log;

import io.lockstep.journal.log.SegmentHeaderCodec.Preamble;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The records of segments that nobody appends to, as {@link Journal#linkTo} left them. Changes
 * nothing on disk: neither lock nor cut, since the same files may still be part of a journal. What
 * follows an unsound record is left out. Immutable; each reader is for one thread.
 */
public final class JournalView {

  private final Path directory;
  private final SegmentTable table;

  private JournalView(Path directory, SegmentTable table) {
    this.directory = directory;
    this.table = table;
  }

  /**
   * Reads every record once, to find where the sound ones end.
   *
   * @throws CorruptJournalException if the header of a segment is damaged
   */
  public static JournalView of(Path directory) throws IOException {
    SegmentTable table = SegmentTable.EMPTY;
    for (long number : SegmentFiles.numbers(directory)) {
      Path segment = SegmentFiles.directory(directory, number);
      Optional<Preamble> preamble = SegmentScan.preamble(segment);
      if (preamble.isPresent()) {
        SegmentHeader header = preamble.get().header();
        SegmentScan.Result found = SegmentScan.scan(segment, header);
        table = table.plus(new Segment(number, header, found.last(), found.endBytes()));
      }
    }
    return new JournalView(directory, table);
  }

  /** The oldest sequence there is, {@code lastSequence() + 1} if there is none. */
  public long firstSequence() {
    return table.firstSequence();
  }

  /** The newest sequence; 0 if there is none. */
  public long lastSequence() {
    return table.lastSequence();
  }

  /** Reads from the oldest record on. */
  public JournalReader reader() {
    return new LiveReader(directory, () -> table, table.firstSequence());
  }
}
