package io.lockstep.journal.log;

import static io.lockstep.journal.log.Records.append;
import static io.lockstep.journal.log.Records.header;
import static io.lockstep.journal.log.Records.isRecord;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Segments that were linked elsewhere are readable whatever becomes of their journal. */
@Timeout(30)
class JournalViewTest {

  private static final JournalOptions SMALL =
      new JournalOptions(JournalOptions.MIN_SEGMENT_BYTES, 64 << 10);

  @TempDir Path directory;

  private Journal open() {
    return Journal.open(directory.resolve("journal"), SMALL);
  }

  private Path archive() throws IOException {
    return Files.createDirectory(directory.resolve("archive"));
  }

  private static List<Long> read(JournalView view) {
    List<Long> sequences = new ArrayList<>();
    try (JournalReader reader = view.reader()) {
      for (long expected = view.firstSequence(); reader.next(); expected++) {
        assertThat(isRecord(reader.record(), reader.segment().epoch(), expected)).isTrue();
        sequences.add(expected);
      }
    }
    return sequences;
  }

  private static List<Long> range(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  @Test
  void they_outlive_what_the_journal_drops_and_appends() throws IOException {
    Path archive = archive();
    try (Journal journal = open()) {
      journal.beginSegment(header(1, 1));
      append(journal, 1, 1, 100);
      journal.beginSegment(header(2, 101));
      append(journal, 2, 101, 200);
      journal.linkTo(archive, 150);
      journal.beginSegment(header(3, 120));
      append(journal, 3, 120, 130);
      journal.dropBefore(120);
    }
    JournalView view = JournalView.of(archive);
    assertThat(view.lastSequence()).isEqualTo(200);
    assertThat(read(view)).isEqualTo(range(101, 200));
  }

  @Test
  void earlier_segments_of_the_same_epoch_come_along() throws IOException {
    Path archive = archive();
    try (Journal journal = open()) {
      journal.beginSegment(header(1, 1));
      append(journal, 1, 1, 10);
      journal.beginSegment(header(2, 11));
      append(journal, 2, 11, 20);
      journal.beginSegment(header(2, 21));
      append(journal, 2, 21, 30);
      journal.linkTo(archive, 25);
    }
    assertThat(read(JournalView.of(archive))).isEqualTo(range(11, 30));
  }

  @Test
  void reading_changes_nothing_and_stops_at_what_is_unsound() throws IOException {
    Path archive = archive();
    try (Journal journal = open()) {
      journal.beginSegment(header(1, 1));
      append(journal, 1, 1, 50);
      journal.linkTo(archive, 1);
      journal.linkTo(Files.createDirectory(directory.resolve("nothing")), 51);
    }
    Path file = SegmentFiles.queueFile(SegmentFiles.directory(archive, 1));
    byte[] bytes = Files.readAllBytes(file);
    SegmentScan.Result found = SegmentScan.scan(SegmentFiles.directory(archive, 1), header(1, 1));
    // Before the padding.
    bytes[(int) found.endBytes() - 8] ^= 1;
    Files.delete(file);
    Files.write(file, bytes);
    assertThat(read(JournalView.of(archive))).isEqualTo(range(1, 49));
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    try (Stream<Path> entries = Files.list(archive)) {
      assertThat(entries).hasSize(1);
    }
    assertThat(JournalView.of(directory.resolve("nothing")).lastSequence()).isZero();
  }
}
