package io.lockstep.journal.log;

import static io.lockstep.journal.log.Records.append;
import static io.lockstep.journal.log.Records.encode;
import static io.lockstep.journal.log.Records.entry;
import static io.lockstep.journal.log.Records.header;
import static io.lockstep.journal.log.Records.isRecord;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class JournalTest {

  private static final JournalOptions SMALL =
      new JournalOptions(JournalOptions.MIN_SEGMENT_BYTES, 64 << 10);

  @TempDir Path directory;

  private Journal open() {
    return Journal.open(directory, SMALL);
  }

  /** Sequences read from {@code from} to the present end; each must be what epoch says. */
  static List<Long> read(Journal journal, long from) {
    List<Long> sequences = new ArrayList<>();
    try (JournalReader reader = journal.reader(from)) {
      for (long expected = from; reader.next(); expected++) {
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
  void a_new_journal_is_empty_and_begins_at_1() {
    try (Journal journal = open()) {
      assertThat(journal.firstSequence()).isEqualTo(1);
      assertThat(journal.lastSequence()).isZero();
      assertThat(journal.currentSegment()).isEmpty();
      assertThat(journal.wantsNewSegment()).isTrue();
      assertThat(read(journal, 1)).isEmpty();
    }
  }

  @Test
  void what_was_appended_is_read_again_now_and_after_reopening() {
    try (Journal journal = open()) {
      journal.beginSegment(header(1, 1));
      append(journal, 1, 1, 1000);
      assertThat(read(journal, 1)).isEqualTo(range(1, 1000));
      assertThat(read(journal, 700)).isEqualTo(range(700, 1000));
      assertThat(journal.wantsNewSegment()).isTrue();
    }
    try (Journal journal = open()) {
      assertThat(journal.lastSequence()).isEqualTo(1000);
      assertThat(journal.currentSegment()).contains(header(1, 1));
      assertThat(read(journal, 1)).isEqualTo(range(1, 1000));
      assertThatThrownBy(() -> append(journal, 1, 1001, 1001)).hasMessageContaining("begin one");
      journal.beginSegment(header(1, 1001));
      append(journal, 1, 1001, 1100);
      assertThat(read(journal, 990)).isEqualTo(range(990, 1100));
    }
  }

  @Test
  void a_segment_that_begins_lower_cuts_the_tail_and_stays_so() {
    try (Journal journal = open()) {
      journal.beginSegment(header(1, 1));
      append(journal, 1, 1, 50);
      journal.beginSegment(header(2, 31));
      assertThat(journal.lastSequence()).isEqualTo(30);
      append(journal, 2, 31, 40);
      journal.beginSegment(header(3, 21));
      append(journal, 3, 21, 25);
      assertThat(read(journal, 1)).isEqualTo(range(1, 25));
      assertThat(journal.segmentOf(20)).contains(header(1, 1));
      assertThat(journal.segmentOf(21)).contains(header(3, 21));
      assertThat(journal.segmentOf(26)).isEmpty();
    }
    try (Journal journal = open()) {
      assertThat(read(journal, 1)).isEqualTo(range(1, 25));
      journal.beginSegment(header(4, 1));
      assertThat(journal.lastSequence()).isZero();
      append(journal, 4, 1, 3);
      assertThat(read(journal, 1)).isEqualTo(range(1, 3));
    }
  }

  @Test
  void a_segment_that_begins_beyond_the_end_drops_everything_before() {
    try (Journal journal = open()) {
      journal.beginSegment(header(1, 1));
      append(journal, 1, 1, 50);
      journal.beginSegment(header(2, 501));
      assertThat(journal.firstSequence()).isEqualTo(501);
      assertThat(journal.lastSequence()).isEqualTo(500);
      append(journal, 2, 501, 510);
    }
    try (Journal journal = open()) {
      assertThat(journal.firstSequence()).isEqualTo(501);
      assertThat(read(journal, 501)).isEqualTo(range(501, 510));
    }
  }

  @Test
  void wrong_sequence_epoch_and_heap_memory_are_refused() {
    try (Journal journal = open();
        Arena arena = Arena.ofConfined()) {
      journal.beginSegment(header(5, 1));
      append(journal, 5, 1, 3);
      for (long wrong : new long[] {1, 3, 5}) {
        assertThatThrownBy(() -> journal.append(encode(arena, entry(5, wrong))))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("expected a record of sequence 4, found " + wrong);
      }
      assertThatThrownBy(() -> journal.append(encode(arena, entry(6, 4))))
          .hasMessageContaining("expected a record of epoch 5, found 6");
      MemorySegment array = MemorySegment.ofArray(Records.copy(encode(arena, entry(5, 4))));
      assertThatThrownBy(() -> journal.append(array)).hasMessageContaining("native memory");
      append(journal, 5, 4, 4);
      assertThat(journal.lastSequence()).isEqualTo(4);
    }
  }

  @Test
  void a_reader_follows_appends_across_segments() throws Exception {
    try (Journal journal = open()) {
      journal.beginSegment(header(1, 1));
      List<Long> seen = new ArrayList<>();
      Thread follower =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (JournalReader reader = journal.reader(1)) {
                      while (seen.size() < 3000) {
                        if (reader.next()
                            && isRecord(
                                reader.record(), reader.segment().epoch(), seen.size() + 1)) {
                          seen.add((long) seen.size() + 1);
                        }
                      }
                    }
                  });
      for (long sequence = 1; sequence <= 3000; sequence++) {
        if (journal.wantsNewSegment()) {
          journal.beginSegment(header(1, sequence));
        }
        append(journal, 1, sequence, sequence);
      }
      follower.join();
      assertThat(seen).isEqualTo(range(1, 3000));
    }
  }

  @Test
  void a_reader_is_told_when_what_it_read_was_cut() {
    try (Journal journal = open()) {
      journal.beginSegment(header(1, 1));
      append(journal, 1, 1, 10);
      try (JournalReader behind = journal.reader(1);
          JournalReader beyond = journal.reader(1)) {
        for (int i = 0; i < 5; i++) {
          behind.next();
          beyond.next();
        }
        beyond.next();
        journal.beginSegment(header(2, 6));
        assertThat(behind.next()).isFalse();
        append(journal, 2, 6, 6);
        assertThat(behind.next()).isTrue();
        assertThat(isRecord(behind.record(), 2, 6)).isTrue();
        assertThatThrownBy(beyond::next).hasMessageContaining("record 6 was cut");
      }
    }
  }

  @Test
  void dropping_deletes_whole_old_segments_but_never_the_newest() throws IOException {
    try (Journal journal = open()) {
      for (long first : new long[] {1, 101, 201, 301}) {
        journal.beginSegment(header(1, first));
        append(journal, 1, first, first + 99);
      }
      try (JournalReader slow = journal.reader(1);
          JournalReader ahead = journal.reader(201)) {
        slow.next();
        ahead.next();
        journal.dropBefore(250);
        assertThat(journal.firstSequence()).isEqualTo(201);
        assertThat(SegmentFiles.numbers(directory)).containsExactly(3L, 4L);
        assertThatThrownBy(slow::next)
            .hasMessageContaining("expected record 2")
            .hasMessageContaining("dropped");
        assertThat(ahead.next()).isTrue();
      }
      assertThatThrownBy(() -> journal.reader(200)).hasMessageContaining("dropped");
      journal.dropBefore(Long.MAX_VALUE);
      assertThat(journal.firstSequence()).isEqualTo(301);
      assertThat(read(journal, 301)).isEqualTo(range(301, 400));
      long bytes = journal.bytesOnDisk();
      assertThat(bytes).isBetween(1L, 1L << 20);
    }
    try (Journal journal = open()) {
      assertThat(read(journal, 301)).isEqualTo(range(301, 400));
    }
  }

  @Test
  void a_second_opening_is_refused_here_and_then_still_elsewhere() throws Exception {
    try (Journal first = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              directory + ": the journal is in use by this process: close or stop that one first");
      Path errors = directory.resolve("errors");
      Process other = ChildJvm.start(JournalKillTest.Appender.class, errors, directory.toString());
      try {
        assertThat(other.waitFor()).isNotZero();
        assertThat(errors).content().contains("the journal is in use by another process");
      } finally {
        other.destroyForcibly();
      }
      assertThat(first.lastSequence()).isZero();
    }
    open().close();
  }

  @Test
  void sync_and_close_leave_files_no_longer_than_their_records() throws IOException {
    try (Journal journal = open()) {
      journal.beginSegment(header(1, 1));
      append(journal, 1, 1, 100);
      journal.sync();
      journal.beginSegment(header(1, 101));
      append(journal, 1, 101, 200);
      journal.sync();
    }
    for (long number : SegmentFiles.numbers(directory)) {
      Path file = SegmentFiles.queueFile(SegmentFiles.directory(directory, number));
      assertThat(Files.size(file)).isLessThan(256 << 10);
    }
  }
}
