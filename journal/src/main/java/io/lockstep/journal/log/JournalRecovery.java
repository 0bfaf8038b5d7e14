package io.lockstep.journal.log;

import io.lockstep.journal.log.SegmentHeaderCodec.Preamble;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what a journal's directory holds after whatever happened to the process or the machine.
 *
 * <p>Segments that were on disk when the newest one began are believed; the few after them are read
 * record by record. At the first unsound record the journal ends: what follows was never synced,
 * and a sound record behind an unsound one is not replayed.
 */
final class JournalRecovery {

  /**
   * What was found.
   *
   * @param table the segments that are part of the journal
   * @param nextNumber for the next segment
   * @param durableBelow segments with lower numbers are known to be on disk
   */
  record Recovered(SegmentTable table, long nextNumber, long durableBelow) {}

  private static final Logger LOG = LoggerFactory.getLogger(JournalRecovery.class);

  private final Path journal;

  private JournalRecovery(Path journal) {
    this.journal = journal;
  }

  static Recovered recover(Path journal) throws IOException {
    return new JournalRecovery(journal).recover();
  }

  private Recovered recover() throws IOException {
    SegmentFiles.deleteLeftovers(journal);
    List<Preamble> found = preambles(connected(SegmentFiles.numbers(journal)));
    if (found.isEmpty()) {
      return new Recovered(SegmentTable.EMPTY, 1, 1);
    }
    long durableBelow = found.getLast().durableBelow();
    SegmentTable table = SegmentTable.EMPTY;
    for (int i = 0; i < found.size(); i++) {
      Preamble next = i + 1 < found.size() ? found.get(i + 1) : null;
      Preamble one = found.get(i);
      boolean believed = next != null && one.number() < durableBelow;
      Segment segment = believed ? believe(one, next) : check(one);
      table = connect(table, segment);
      if (next != null && segment.last() < next.previousLast()) {
        discardAfter(one.number(), found.getLast().number());
        break;
      }
    }
    long newest = table.segments().getLast().number();
    return new Recovered(table, newest + 1, Math.min(durableBelow, newest));
  }

  /**
   * The numbers after the last gap: a drop that a crash interrupted may leave older ones behind.
   */
  private List<Long> connected(List<Long> numbers) throws IOException {
    int start = numbers.size() - 1;
    while (start > 0 && numbers.get(start - 1) == numbers.get(start) - 1) {
      start--;
    }
    for (int i = 0; i < start; i++) {
      SegmentFiles.delete(journal, numbers.get(i));
    }
    return numbers.subList(Math.max(0, start), numbers.size());
  }

  private List<Preamble> preambles(List<Long> numbers) throws IOException {
    List<Preamble> found = new ArrayList<>();
    for (long number : numbers) {
      Path directory = SegmentFiles.directory(journal, number);
      Optional<Preamble> preamble = SegmentScan.preamble(directory);
      boolean newest = number == numbers.getLast();
      if (preamble.isEmpty() && newest) {
        SegmentFiles.delete(journal, number);
      } else if (preamble.isEmpty() || preamble.get().number() != number) {
        throw new CorruptJournalException(
            directory
                + ": expected the header of segment "
                + number
                + ", found "
                + preamble
                + ". Move the journal away and synchronise this node by state");
      } else {
        found.add(preamble.get());
      }
    }
    return found;
  }

  private Segment believe(Preamble one, Preamble next) throws IOException {
    return new Segment(one.number(), one.header(), next.previousLast(), fileBytes(one.number()));
  }

  private Segment check(Preamble one) throws IOException {
    Path directory = SegmentFiles.directory(journal, one.number());
    SegmentScan.Result result = SegmentScan.scan(directory, one.header());
    if (!result.why().isEmpty()) {
      LOG.warn("{}: cut after record {}: {}", directory, result.last(), result.why());
    }
    SegmentFiles.trim(directory, result.endBytes());
    return new Segment(one.number(), one.header(), result.last(), fileBytes(one.number()));
  }

  private long fileBytes(long number) throws IOException {
    return SegmentFiles.queueFile(SegmentFiles.directory(journal, number)).toFile().length();
  }

  private SegmentTable connect(SegmentTable table, Segment segment) throws IOException {
    SegmentTable grown = table.plus(segment);
    if (grown.segments().size() == 1) {
      for (Segment unconnected : table.segments()) {
        SegmentFiles.delete(journal, unconnected.number());
      }
    }
    return grown;
  }

  /** Newest first and each made durable, so that a crash in between leaves no gap. */
  private void discardAfter(long last, long newest) throws IOException {
    LOG.warn("{}: segments {} to {} follow unsound records: removed", journal, last + 1, newest);
    for (long number = newest; number > last; number--) {
      SegmentFiles.delete(journal, number);
      SegmentFiles.syncNames(journal);
    }
  }
}
