package io.lockstep.journal.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.EOFException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process with several workers is killed at any instruction. Its "tree" is a mapped file with one
 * byte for each sequence, set by the step between started and applied: it says what was really
 * done.
 */
@Timeout(60)
class AppliedMapKillTest {

  static final int TREE_BYTES = 64 << 20;
  private static final int WORKERS = 3;

  @TempDir Path directory;

  /** The process: workers that apply one sequence after the other until it is killed. */
  static final class Worker {
    public static void main(String[] arguments) throws Exception {
      Path directory = Path.of(arguments[0]);
      AppliedMap map = AppliedMap.open(directory.resolve("applied"));
      MemorySegment tree = tree(directory);
      AtomicLong next = new AtomicLong(map.low());
      for (int i = 0; i < WORKERS; i++) {
        Thread.ofPlatform().start(() -> apply(map, tree, next));
      }
      System.out.write(1);
      System.out.flush();
    }

    private static void apply(AppliedMap map, MemorySegment tree, AtomicLong next) {
      for (long mine = next.incrementAndGet(); mine < TREE_BYTES; mine = next.incrementAndGet()) {
        if (!map.isApplied(mine)) {
          int slot = map.started(mine);
          tree.set(ValueLayout.JAVA_BYTE, mine, (byte) 1);
          map.applied(slot, mine);
        }
      }
    }
  }

  static MemorySegment tree(Path directory) throws Exception {
    try (FileChannel channel =
        FileChannel.open(
            directory.resolve("tree"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, TREE_BYTES, Arena.ofAuto());
    }
  }

  @Test
  void after_a_kill_every_sequence_is_applied_or_not_or_doubtful() throws Exception {
    for (int round = 0; round < 5; round++) {
      Process worker =
          ChildJvm.start(Worker.class, directory.resolve("errors"), directory.toString());
      try (DataInputStream out = new DataInputStream(worker.getInputStream())) {
        assertThat(out.readByte()).isEqualTo((byte) 1);
        awaitProgress(worker);
      } catch (EOFException e) {
        throw new AssertionError("the worker did not start", e);
      } finally {
        worker.destroyForcibly().waitFor();
      }
      check(round);
    }
  }

  /** Lets the workers do a part of the work that differs from round to round. */
  private void awaitProgress(Process worker) throws Exception {
    try (FileChannel channel =
        FileChannel.open(directory.resolve("applied"), StandardOpenOption.READ)) {
      MemorySegment map = channel.map(FileChannel.MapMode.READ_ONLY, 0, 128, Arena.ofAuto());
      long before = map.get(ValueLayout.JAVA_LONG, 64);
      while (map.get(ValueLayout.JAVA_LONG, 64) < before + 10_000 && worker.isAlive()) {
        Thread.onSpinWait();
      }
    }
  }

  private void check(int round) throws Exception {
    MemorySegment tree = tree(directory);
    try (AppliedMap map = AppliedMap.open(directory.resolve("applied"))) {
      int doubtful = 0;
      long end = Math.min(TREE_BYTES - 1, map.highest() + 100);
      for (long sequence = 1; sequence <= end; sequence++) {
        boolean done = tree.get(ValueLayout.JAVA_BYTE, sequence) == 1;
        if (map.isDoubtful(sequence)) {
          doubtful++;
          assertThat(map.isApplied(sequence)).isFalse();
        } else if (map.isApplied(sequence) != done) {
          throw new AssertionError("round " + round + " sequence " + sequence + " done " + done);
        }
      }
      assertThat(doubtful).isLessThanOrEqualTo((round + 1) * WORKERS);
      assertThat(map.low()).as("round " + round).isPositive();
    }
  }
}
