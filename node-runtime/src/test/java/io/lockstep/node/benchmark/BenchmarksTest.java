package io.lockstep.node.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.reintegration.BlockRangesBenchmark;
import io.lockstep.node.reintegration.TouchedFilesBenchmark;
import io.lockstep.node.replication.AckTrackerBenchmark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Benchmarks are run by hand only: what they do works, so that they do not rot. */
class BenchmarksTest {
  private static final int TIMES = 1100;

  @ParameterizedTest
  @ValueSource(ints = {64, 131_072})
  void journalTakesRecords(int dataBytes) throws Exception {
    JournalAppendBenchmark benchmark = new JournalAppendBenchmark();
    benchmark.dataBytes = dataBytes;
    benchmark.open();
    try {
      for (long sequence = 1; sequence <= TIMES; sequence++) {
        assertThat(benchmark.append()).isEqualTo(sequence);
      }
    } finally {
      benchmark.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void codecGivesBackWhatItTook(CodecBenchmark.Kind kind) {
    CodecBenchmark benchmark = new CodecBenchmark();
    benchmark.kind = kind;
    benchmark.prepare();
    Entry decoded = benchmark.decode();

    assertThat(benchmark.encode()).isPositive();
    assertThat(decoded.sequence()).isEqualTo(1);
    assertThat(decoded.operation())
        .isInstanceOf(
            switch (kind) {
              case CREATE -> Operation.Create.class;
              case RENAME -> Operation.Rename.class;
              case WRITE_4K, WRITE_128K -> Operation.Write.class;
            });
    benchmark.close();
  }

  @Test
  void trackerEndsTickets() {
    AckTrackerBenchmark benchmark = new AckTrackerBenchmark();
    benchmark.inFlight = 64;
    benchmark.fill();
    for (int i = 0; i < TIMES; i++) {
      assertThat(benchmark.acknowledgeWrite()).isTrue();
      assertThat(benchmark.acknowledgeBarrier()).isTrue();
    }
  }

  @Test
  void rangesStayFew() {
    BlockRangesBenchmark benchmark = new BlockRangesBenchmark();
    benchmark.fileMib = 1024;
    benchmark.prepare();
    for (int i = 0; i < TIMES; i++) {
      benchmark.addRandom();
      benchmark.addSequential();
    }
    assertThat(benchmark.tell()).isNotEmpty();
  }

  @Test
  void touchedFilesFollow() {
    TouchedFilesBenchmark benchmark = new TouchedFilesBenchmark();
    benchmark.files = 10;
    benchmark.prepare();
    for (int i = 0; i < TIMES; i++) {
      benchmark.write();
      benchmark.rename();
    }
    assertThat(benchmark.pending().dataBytes()).isEqualTo((long) TIMES * 4096);
  }
}
