package io.lockstep.journal.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NodeRecordFileTest {

  @TempDir Path directory;

  private Path path;
  private NodeRecordFile file;

  @BeforeEach
  void file() {
    path = directory.resolve("node.record");
    file = NodeRecordFile.open(path);
  }

  @Test
  void there_is_no_record_before_the_first_write() {
    assertThat(file.read()).isEmpty();
  }

  @Test
  void what_was_written_is_read_and_the_incarnation_rises() {
    NodeRecord record = new RandomRecords(new Random(1)).record(5).withIncarnation(0);
    for (long incarnation = 1; incarnation <= 5; incarnation++) {
      record = record.withCheckpoint(incarnation * 10);
      NodeRecord written = file.write(record);
      assertThat(written).isEqualTo(record.withIncarnation(incarnation));
      assertThat(NodeRecordFile.open(path).read()).contains(written);
    }
    assertThat(file.write(record.withIncarnation(100)).incarnation()).isEqualTo(101);
    assertThat(file.write(record.withIncarnation(3)).incarnation()).isEqualTo(102);
  }

  @Test
  void a_torn_write_at_any_byte_leaves_the_record_before() throws IOException {
    RandomRecords records = new RandomRecords(new Random(2));
    NodeRecord older = null;
    for (int i = 0; i < 4; i++) {
      older = file.write(records.record(2 + i));
    }
    byte[] before = Files.readAllBytes(path);
    NodeRecord newer = file.write(records.record(3));
    byte[] after = Files.readAllBytes(path);
    int start = Arrays.mismatch(before, after);
    int end = lastDifference(before, after);
    assertThat(end - start).isGreaterThan(100);
    for (int torn = start; torn <= end; torn++) {
      byte[] bytes = before.clone();
      System.arraycopy(after, start, bytes, start, torn - start);
      Files.write(path, bytes);
      assertThat(file.read()).as("torn at " + torn).contains(older);
    }
    Files.write(path, after);
    assertThat(file.read()).contains(newer);
  }

  private static int lastDifference(byte[] before, byte[] after) {
    int at = after.length - 1;
    while (at < before.length && before[at] == after[at]) {
      at--;
    }
    return at;
  }

  @Test
  void a_file_without_a_sound_record_is_not_taken_for_a_new_one() throws IOException {
    RandomRecords records = new RandomRecords(new Random(3));
    file.write(records.record(1));
    file.write(records.record(1));
    byte[] bytes = Files.readAllBytes(path);
    bytes[20] ^= 1;
    bytes[NodeRecordFile.SLOT_BYTES + 20] ^= 1;
    for (byte[] bad : new byte[][] {bytes, new byte[0], new byte[7], new byte[300_000]}) {
      Files.write(path, bad);
      assertThatThrownBy(file::read)
          .isInstanceOf(CorruptRecordException.class)
          .hasMessageContaining("expected a node record");
      assertThatThrownBy(() -> file.write(records.record(1)))
          .isInstanceOf(CorruptRecordException.class);
    }
  }

  @Test
  void a_first_write_that_never_ended_leaves_a_new_node() throws IOException {
    Files.write(directory.resolve("node.record.new"), new byte[10]);
    assertThat(file.read()).isEmpty();
    NodeRecord written = file.write(NodeRecord.fresh("c", "m", "n", "b"));
    assertThat(file.read()).contains(written);
  }
}
