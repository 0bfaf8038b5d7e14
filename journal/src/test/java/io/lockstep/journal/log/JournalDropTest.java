package io.lockstep.journal.log;

import static io.lockstep.journal.log.Records.append;
import static io.lockstep.journal.log.Records.header;
import static io.lockstep.journal.log.Records.isRecord;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Old segments go while others write, read and die. */
@Timeout(60)
class JournalDropTest {

  private static final JournalOptions SMALL =
      new JournalOptions(JournalOptions.MIN_SEGMENT_BYTES, 0);
  private static final long RECORDS = 60_000;

  /** Less than a finished segment waits for the disk. */
  private static final long UNMAP_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);

  @TempDir Path directory;

  private Journal open() {
    return Journal.open(directory, SMALL);
  }

  private void writeSegments(long... firsts) {
    try (Journal journal = open()) {
      for (long first : firsts) {
        journal.beginSegment(header(1, first));
        append(journal, 1, first, first + 99);
      }
    }
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(Files::isDirectory).toList();
    }
  }

  @Test
  void extents_tell_what_segments_hold_and_where_a_later_one_cuts_them() {
    try (Journal journal = open()) {
      journal.beginSegment(header(1, 1));
      append(journal, 1, 1, 100);
      journal.beginSegment(header(2, 51));
      append(journal, 2, 51, 60);
      journal.beginSegment(header(3, 61));
      assertThat(journal.segments())
          .extracting(SegmentExtent::header)
          .containsExactly(header(1, 1), header(2, 51), header(3, 61));
      assertThat(journal.segments()).extracting(SegmentExtent::last).containsExactly(50L, 60L, 60L);
      assertThat(journal.segments().stream().mapToLong(SegmentExtent::bytes).sum())
          .isEqualTo(journal.bytesOnDisk());
    }
  }

  @Test
  void a_kill_in_the_middle_of_a_deletion_damages_nothing() throws IOException {
    writeSegments(1, 101, 201);
    Path first = SegmentFiles.directory(directory, 1);
    Path begun = first.resolveSibling(first.getFileName() + ".dropped");
    Files.move(first, begun);
    Files.delete(SegmentFiles.queueFile(begun));
    try (Journal journal = open()) {
      assertThat(journal.firstSequence()).isEqualTo(101);
      assertThat(journal.lastSequence()).isEqualTo(300);
      assertThat(entries()).hasSize(2);
    }
  }

  @Test
  void what_is_dropped_gives_its_space_back_though_it_was_never_brought_to_disk()
      throws IOException {
    try (Journal journal = open()) {
      for (long first : new long[] {1, 101, 201}) {
        journal.beginSegment(header(1, first));
        append(journal, 1, first, first + 99);
      }
      journal.dropBefore(201);
      awaitNoneDeletedButOpen();
      append(journal, 1, 301, 310);
    }
    try (Journal again = open()) {
      assertThat(again.firstSequence()).isEqualTo(201);
      assertThat(again.lastSequence()).isEqualTo(310);
    }
  }

  /** Chronicle unmaps on a thread of its own. */
  private void awaitNoneDeletedButOpen() throws IOException {
    long deadline = System.nanoTime() + UNMAP_LIMIT_NANOS;
    while (!deletedButOpen().isEmpty() && System.nanoTime() - deadline < 0) {
      Thread.onSpinWait();
    }
    assertThat(deletedButOpen()).isEmpty();
  }

  /** Files of the journal that this process keeps though they have no name any more. */
  private List<String> deletedButOpen() throws IOException {
    List<String> all = new ArrayList<>(Files.readAllLines(Path.of("/proc/self/maps")));
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
        try {
          all.add(Files.readSymbolicLink(descriptor).toString());
        } catch (NoSuchFileException e) {
          // The one that listed them.
        }
      }
    }
    return all.stream()
        .filter(one -> one.contains(directory.toString()) && one.endsWith("(deleted)"))
        .toList();
  }

  @Test
  void a_reader_is_told_when_the_segment_it_wants_next_is_gone() {
    try (Journal journal = open()) {
      for (long first : new long[] {1, 101, 201}) {
        journal.beginSegment(header(1, first));
        append(journal, 1, first, first + 99);
      }
      try (JournalReader inside = journal.reader(100);
          JournalReader kept = journal.reader(201)) {
        assertThat(inside.next()).isTrue();
        journal.dropBefore(201);
        assertThatThrownBy(inside::next)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("dropped");
        assertThat(kept.next()).isTrue();
      }
    }
  }

  @Test
  void the_disk_stays_bounded_while_one_appends_one_drops_and_one_reads() throws Exception {
    AtomicBoolean appending = new AtomicBoolean(true);
    long mostBytes;
    int segmentsBegun;
    try (Journal journal = open();
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      journal.beginSegment(header(1, 1));
      Future<Long> dropper = threads.submit(() -> dropWhile(journal, appending));
      Future<Long> reader = threads.submit(() -> readAll(journal));
      segmentsBegun = appendAll(journal);
      appending.set(false);
      mostBytes = dropper.get(30, TimeUnit.SECONDS);
      assertThat(reader.get(30, TimeUnit.SECONDS)).isEqualTo(RECORDS);
      assertThat(journal.firstSequence()).isGreaterThan(RECORDS / 2);
    }
    // More than thirty segments are written; how far the dropper lags is the scheduler's affair.
    assertThat(mostBytes).isLessThan(20 * JournalOptions.MIN_SEGMENT_BYTES);
    assertThat(segmentsBegun).isGreaterThan(30);
    assertThat(entries()).hasSizeLessThan(12);
    try (Journal again = open()) {
      assertThat(again.lastSequence()).isEqualTo(RECORDS);
    }
  }

  /** What is kept here: the newest 8000 records, some six segments. */
  private static long dropWhile(Journal journal, AtomicBoolean appending) {
    long most = 0;
    while (appending.get()) {
      journal.dropBefore(journal.lastSequence() - 8000);
      most = Math.max(most, journal.bytesOnDisk());
      Thread.onSpinWait();
    }
    return most;
  }

  private static int appendAll(Journal journal) {
    int begun = 1;
    for (long sequence = 1; sequence <= RECORDS; sequence++) {
      if (journal.wantsNewSegment()) {
        journal.beginSegment(header(1, sequence));
        begun++;
      }
      append(journal, 1, sequence, sequence);
    }
    return begun;
  }

  /** Follows the end; begins anew where it was overtaken. */
  private static long readAll(Journal journal) {
    long next = 1;
    while (next <= RECORDS) {
      long from = Math.max(next, journal.firstSequence());
      try (JournalReader reader = journal.reader(from)) {
        next = from;
        while (next <= RECORDS) {
          if (reader.next()) {
            assertThat(isRecord(reader.record(), 1, next)).isTrue();
            next++;
          }
        }
      } catch (IllegalStateException e) {
        assertThat(e).hasMessageContaining("dropped");
      }
    }
    return next - 1;
  }
}
