package io.lockstep.node.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessEntryTest {

  private static final String REST =
      " S 1 77 42 0 -1 4194560 1 0 0 0 3 2 0 0 20 0 1 0 987654 2363392 200 18446744073709551615";

  @Test
  void readsALineOfTheKernel() {
    assertThat(ProcessEntry.parse("123 (postgres)" + REST))
        .isEqualTo(new ProcessEntry(123, 1, 42, 'S', 987654));
  }

  @Test
  void aNameMayHoldAnything() {
    assertThat(ProcessEntry.parse("123 (a) S 9 9 (b)" + REST))
        .isEqualTo(new ProcessEntry(123, 1, 42, 'S', 987654));
  }

  @Test
  void findsThisProcess() {
    long self = ProcessHandle.current().pid();
    assertThat(ProcessTable.find(self)).get().matches(ProcessEntry::isRunning);
    assertThat(ProcessTable.running()).anyMatch(entry -> entry.pid() == self);
    assertThat(ProcessTable.find(Integer.MAX_VALUE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void otherLinesAreRefusedAndNothingElse(long seed) {
    Random random = new Random(seed);
    String valid = "123 (postgres)" + REST;
    for (int i = 0; i < 5_000; i++) {
      StringBuilder line = new StringBuilder(valid);
      line.setLength(random.nextInt(valid.length()));
      if (!line.isEmpty()) {
        line.setCharAt(random.nextInt(line.length()), (char) random.nextInt(32, 127));
      }
      try {
        assertThat(ProcessEntry.parse(line.toString())).isNotNull();
      } catch (IllegalArgumentException e) {
        assertThat(e).as("seed %d", seed).hasMessageContaining("found");
      }
    }
    assertThatThrownBy(() -> ProcessEntry.parse(""))
        .hasMessage("expected a line of /proc/pid/stat, found: ");
  }
}
