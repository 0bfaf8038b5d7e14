package io.lockstep.journal.log;

import static io.lockstep.journal.log.Records.append;
import static io.lockstep.journal.log.Records.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What power losses and bad disks leave behind, made by hand. */
@Timeout(60)
class JournalDamageTest {

  private static final JournalOptions SMALL =
      new JournalOptions(JournalOptions.MIN_SEGMENT_BYTES, 0);

  /** Where an excerpt is in its file: its length word and its bytes. */
  private record Extent(long start, long end) {}

  @TempDir Path directory;

  private static List<Long> range(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  private static Journal open(Path path) {
    return Journal.open(path, SMALL);
  }

  private static Path file(Path journal, long number) throws IOException {
    return SegmentFiles.queueFile(SegmentFiles.directory(journal, number));
  }

  /** Excerpt number {@code index} (0: the header) of a segment. */
  private static Extent extent(Path journal, long number, int index) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment map = SegmentScan.map(SegmentFiles.directory(journal, number), arena);
      ExcerptCursor cursor = new ExcerptCursor(map);
      for (int i = 0; i <= index; i++) {
        assertThat(cursor.advance()).isEqualTo(ExcerptCursor.Found.DATA);
      }
      long start = cursor.excerpt().address() - map.address();
      return new Extent(start - 4, start + cursor.excerpt().byteSize());
    }
  }

  private static void flip(Path file, long position, int bits) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(position);
      int value = bytes.read();
      bytes.seek(position);
      bytes.write(value ^ bits);
    }
  }

  private Path copyOf(Path journal, String name) throws IOException {
    Path copy = directory.resolve(name);
    try (Stream<Path> files = Files.walk(journal)) {
      files.forEach(
          from -> {
            try {
              Files.copy(from, copy.resolve(journal.relativize(from).toString()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    return copy;
  }

  private Path journalOf(long... lasts) {
    Path path = directory.resolve("journal");
    try (Journal journal = open(path)) {
      long first = 1;
      for (long last : lasts) {
        journal.beginSegment(header(1, first));
        append(journal, 1, first, last);
        first = last + 1;
      }
    }
    return path;
  }

  @Test
  void a_tail_torn_or_flipped_at_any_byte_is_cut() throws IOException {
    Path journal = journalOf(5);
    Extent last = extent(journal, 1, 5);
    byte[] whole = Files.readAllBytes(file(journal, 1));
    for (long at = last.start(); at < last.end(); at++) {
      byte[] torn = whole.clone();
      Arrays.fill(torn, (int) at, (int) last.end(), (byte) 0);
      if (!Arrays.equals(torn, whole)) {
        assertCutAfter4(journal, torn, "torn at " + at);
      }
      byte[] flipped = whole.clone();
      flipped[(int) at] ^= (byte) (1 << (at % 8));
      assertCutAfter4(journal, flipped, "flipped at " + at);
    }
  }

  private void assertCutAfter4(Path path, byte[] bytes, String what) throws IOException {
    Files.write(file(path, 1), bytes);
    try (Journal journal = open(path)) {
      assertThat(journal.lastSequence()).as(what).isEqualTo(4);
      assertThat(JournalTest.read(journal, 1)).as(what).isEqualTo(range(1, 4));
    }
  }

  @Test
  void after_a_cut_the_next_segment_goes_on_behind_it() throws IOException {
    Path path = journalOf(5);
    flip(file(path, 1), extent(path, 1, 5).end() - 1, 0x10);
    try (Journal journal = open(path)) {
      journal.beginSegment(header(2, 5));
      append(journal, 2, 5, 8);
    }
    try (Journal journal = open(path)) {
      assertThat(JournalTest.read(journal, 1)).isEqualTo(range(1, 8));
      assertThat(journal.segmentOf(5)).contains(header(2, 5));
    }
  }

  @Test
  void sound_records_behind_an_unsound_one_are_not_replayed() throws IOException {
    Path path = journalOf(20);
    flip(file(path, 1), extent(path, 1, 7).start() + 30, 1);
    try (Journal journal = open(path)) {
      assertThat(JournalTest.read(journal, 1)).isEqualTo(range(1, 6));
    }
  }

  @Test
  void damage_in_a_segment_that_was_not_known_to_be_on_disk_ends_the_journal_there()
      throws IOException {
    Path path = journalOf(10, 20);
    flip(file(path, 1), extent(path, 1, 5).start() + 30, 1);
    try (Journal journal = open(path)) {
      assertThat(JournalTest.read(journal, 1)).isEqualTo(range(1, 4));
      assertThat(SegmentFiles.numbers(path)).containsExactly(1L);
      journal.beginSegment(header(3, 5));
      append(journal, 3, 5, 6);
    }
    try (Journal journal = open(path)) {
      assertThat(JournalTest.read(journal, 1)).isEqualTo(range(1, 6));
    }
  }

  @Test
  void damage_in_an_old_segment_is_a_clear_exception_where_it_is_read() throws IOException {
    Path path = directory.resolve("journal");
    try (Journal journal = open(path)) {
      for (long first : new long[] {1, 11, 21}) {
        journal.beginSegment(header(1, first));
        append(journal, 1, first, first + 9);
        journal.sync();
      }
    }
    Extent fifth = extent(path, 1, 5);
    for (long at : new long[] {fifth.start() + 3, fifth.start() + 4, fifth.start() + 30}) {
      Path copy = copyOf(path, "copy" + at);
      flip(file(copy, 1), at, 0x20);
      try (Journal journal = open(copy);
          JournalReader reader = journal.reader(1)) {
        assertThat(journal.lastSequence()).isEqualTo(30);
        for (int i = 1; i <= 4; i++) {
          assertThat(reader.next()).isTrue();
        }
        assertThatThrownBy(reader::next)
            .isInstanceOf(CorruptJournalException.class)
            .hasMessageContaining("expected record 5");
        assertThat(JournalTest.read(journal, 11)).isEqualTo(range(11, 30));
      }
    }
  }

  @Test
  void a_damaged_header_is_refused_by_name() throws IOException {
    Path path = journalOf(3, 6);
    Extent header = extent(path, 2, 0);
    for (long at = header.start() + 4; at < header.end(); at += 5) {
      flip(file(path, 2), at, 4);
      assertThatThrownBy(() -> open(path))
          .isInstanceOf(CorruptJournalException.class)
          .hasMessageContaining("segment header");
      flip(file(path, 2), at, 4);
    }
    open(path).close();
  }

  @Test
  void a_segment_that_never_began_is_removed() throws IOException {
    Path path = journalOf(3);
    SegmentFiles.make(path, 2);
    try (Journal journal = open(path)) {
      assertThat(journal.lastSequence()).isEqualTo(3);
      assertThat(SegmentFiles.numbers(path)).containsExactly(1L);
    }
  }

  @Test
  void old_segments_that_a_drop_left_behind_are_removed() throws IOException {
    Path path = journalOf(3, 6, 9);
    SegmentFiles.delete(path, 2);
    try (Journal journal = open(path)) {
      assertThat(journal.firstSequence()).isEqualTo(7);
      assertThat(SegmentFiles.numbers(path)).containsExactly(3L);
    }
  }

  /** Needs root, for a file system of its own that is too small for a segment. */
  @Test
  void a_full_disk_is_tried_again_after_room_was_made() throws Exception {
    Path small = Files.createDirectory(directory.resolve("small"));
    run("mount", "-t", "tmpfs", "-o", "size=12m", "lockstep-test", small.toString());
    try (Journal journal = open(small)) {
      Path other = Files.write(small.resolve("other"), new byte[6 << 20]);
      assertThatThrownBy(() -> journal.beginSegment(header(1, 1)))
          .isInstanceOf(NoSegmentException.class);
      journal.whenFull(() -> other.toFile().delete());
      journal.beginSegment(header(1, 1));
      append(journal, 1, 1, 10);
      assertThat(journal.lastSequence()).isEqualTo(10);
    } finally {
      run("umount", small.toString());
    }
  }

  @Test
  void a_full_disk_is_an_exception_when_the_map_of_what_is_applied_is_made() throws Exception {
    Path small = Files.createDirectory(directory.resolve("small"));
    run("mount", "-t", "tmpfs", "-o", "size=128k", "lockstep-test", small.toString());
    try {
      Path file = small.resolve("applied.map");
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(() -> AppliedMap.open(file))
            .isInstanceOf(UncheckedIOException.class)
            .hasMessageContaining("no space left on device");
      }
      run("mount", "-o", "remount,size=4m", small.toString());
      try (AppliedMap map = AppliedMap.open(file)) {
        assertThat(map.low()).isZero();
      }
    } finally {
      run("umount", small.toString());
    }
  }

  @Test
  void a_full_disk_is_an_exception_when_a_segment_begins() throws Exception {
    Path small = Files.createDirectory(directory.resolve("small"));
    run("mount", "-t", "tmpfs", "-o", "size=4m", "lockstep-test", small.toString());
    try (Journal journal = open(small)) {
      assertThatThrownBy(() -> journal.beginSegment(header(1, 1)))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("no space left on device");
      assertThat(SegmentFiles.numbers(small)).isEmpty();
      assertThat(journal.wantsNewSegment()).isTrue();
    } finally {
      run("umount", small.toString());
    }
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
