package io.lockstep.journal.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class AppliedMapTest {

  @TempDir Path directory;

  private Path file;

  @BeforeEach
  void file() {
    file = directory.resolve("applied");
  }

  private AppliedMap open() {
    return AppliedMap.open(file);
  }

  @Test
  void a_new_map_holds_nothing() {
    try (AppliedMap map = open()) {
      assertThat(map.low()).isZero();
      assertThat(map.highest()).isZero();
      assertThat(map.isApplied(1)).isFalse();
      assertThat(map.isApplied(0)).isTrue();
      assertThat(map.isDoubtful(1)).isFalse();
    }
  }

  @Test
  void low_follows_the_first_gap_and_all_survives_reopening() {
    try (AppliedMap map = open()) {
      int one = map.started(1);
      int two = map.started(2);
      map.skipped(4);
      map.applied(two, 2);
      assertThat(map.low()).isZero();
      assertThat(map.highest()).isEqualTo(4);
      map.applied(one, 1);
      assertThat(map.low()).isEqualTo(2);
      map.started(7);
      assertThat(map.highest()).isEqualTo(7);
    }
    try (AppliedMap map = open()) {
      assertThat(map.low()).isEqualTo(2);
      assertThat(map.isApplied(2)).isTrue();
      assertThat(map.isApplied(3)).isFalse();
      assertThat(map.isApplied(4)).isTrue();
      assertThat(map.isDoubtful(7)).isTrue();
      assertThat(map.isDoubtful(3)).isFalse();
    }
  }

  @Test
  void a_doubtful_operation_stays_so_until_it_is_applied_or_skipped() {
    try (AppliedMap map = open()) {
      map.started(1);
      map.started(2);
    }
    try (AppliedMap map = open()) {
      map.applied(map.started(1), 1);
      assertThat(map.isDoubtful(1)).isFalse();
      map.started(2);
      assertThat(map.isDoubtful(2)).isTrue();
    }
    try (AppliedMap map = open()) {
      assertThat(map.isDoubtful(1)).isFalse();
      assertThat(map.isDoubtful(2)).isTrue();
      map.skipped(2);
      assertThat(map.low()).isEqualTo(2);
    }
    try (AppliedMap map = open()) {
      assertThat(map.isDoubtful(2)).isFalse();
      assertThat(map.highest()).isEqualTo(2);
    }
  }

  @Test
  void the_ring_is_used_round_and_round() {
    try (AppliedMap map = open()) {
      map.reset(10L * AppliedMap.WINDOW - 100);
      long low = map.low();
      for (long sequence = low + 1; sequence <= low + 3L * AppliedMap.WINDOW; sequence++) {
        map.skipped(sequence);
        if ((sequence & 0xffff) == 0) {
          assertThat(map.low()).isEqualTo(sequence);
          assertThat(map.isApplied(sequence + 1)).isFalse();
          assertThat(map.isApplied(sequence + AppliedMap.WINDOW)).isFalse();
        }
      }
      assertThat(map.highest()).isEqualTo(map.low());
    }
  }

  @Test
  void a_sequence_too_far_ahead_of_one_that_has_not_ended_is_refused() {
    try (AppliedMap map = open()) {
      map.skipped(AppliedMap.WINDOW);
      assertThatThrownBy(() -> map.started(AppliedMap.WINDOW + 1L))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("operation 1 has not ended");
      for (long sequence = 1; sequence < AppliedMap.WINDOW; sequence++) {
        map.skipped(sequence);
      }
      assertThat(map.low()).isEqualTo(AppliedMap.WINDOW);
    }
  }

  @Test
  void more_operations_under_way_than_slots_are_refused() {
    try (AppliedMap map = open()) {
      for (long sequence = 1; sequence <= AppliedMap.SLOTS; sequence++) {
        map.started(sequence);
      }
      assertThatThrownBy(() -> map.started(5000)).hasMessageContaining("at most 1024");
    }
  }

  @Test
  void a_reset_forgets_everything_beyond() {
    try (AppliedMap map = open()) {
      map.started(3);
      map.skipped(5);
      map.reset(2);
      assertThat(map.low()).isEqualTo(2);
      assertThat(map.highest()).isEqualTo(2);
      assertThat(map.isApplied(5)).isFalse();
    }
    try (AppliedMap map = open()) {
      assertThat(map.isDoubtful(3)).isFalse();
      assertThat(map.low()).isEqualTo(2);
    }
  }

  @Test
  void another_file_is_refused() throws IOException {
    Files.write(file, new byte[100]);
    assertThatThrownBy(this::open)
        .isInstanceOf(CorruptJournalException.class)
        .hasMessageContaining("found 100 bytes");
    byte[] whole = new byte[4096 + 1024 * 64 + (1 << 19)];
    whole[0] = 1;
    Files.write(file, whole);
    assertThatThrownBy(this::open).isInstanceOf(CorruptJournalException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void many_workers_leave_no_hole(long seed) throws Exception {
    int total = 400_000;
    AtomicLong next = new AtomicLong();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try (AppliedMap map = open()) {
      List<Thread> workers = new ArrayList<>();
      for (int worker = 0; worker < 6; worker++) {
        Random random = new Random(seed * 100 + worker);
        workers.add(
            Thread.ofPlatform()
                .uncaughtExceptionHandler((_, e) -> failure.compareAndSet(null, e))
                .start(() -> work(map, next, total, random)));
      }
      for (Thread worker : workers) {
        worker.join();
      }
      assertThat(failure.get()).isNull();
      assertThat(map.low()).as("seed " + seed).isEqualTo(total);
      assertThat(map.highest()).isEqualTo(total);
    }
  }

  private static void work(AppliedMap map, AtomicLong next, int total, Random random) {
    for (long mine = next.incrementAndGet(); mine <= total; mine = next.incrementAndGet()) {
      if (random.nextInt(8) == 0) {
        map.skipped(mine);
      } else {
        int slot = map.started(mine);
        if (random.nextInt(64) == 0) {
          Thread.yield();
        }
        map.applied(slot, mine);
      }
    }
  }
}
