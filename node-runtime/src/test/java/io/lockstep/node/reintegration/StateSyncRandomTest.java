package io.lockstep.node.reintegration;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.tree.TreeDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application writes at random while the tree is synchronised; at the end nothing differs. */
@Timeout(60)
class StateSyncRandomTest {

  private static final int OPERATIONS_BEFORE = 150;
  private static final int OPERATIONS_A_ROUND = 40;

  @TempDir Path temporary;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void endsEqualWhateverIsWrittenMeanwhile(long seed) throws Exception {
    Path from = Files.createDirectory(temporary.resolve("from"));
    Path to = Files.createDirectory(temporary.resolve("to"));
    try (WrittenTree other = new WrittenTree(to);
        WrittenTree written = new WrittenTree(from)) {
      run(new RandomWriter(other, new Random(~seed)), OPERATIONS_BEFORE);
      RandomWriter writer = new RandomWriter(written, new Random(seed));
      run(writer, OPERATIONS_BEFORE);
      written.forgetAllNamesButOne();
      synchroniseWhileWriting(from, to, written, writer);
    }
    assertThat(TreeDescription.differences(from, to)).as("seed " + seed).isEmpty();
  }

  private static void run(RandomWriter writer, int operations) {
    for (int i = 0; i < operations; i++) {
      writer.step();
    }
  }

  private static void synchroniseWhileWriting(
      Path from, Path to, WrittenTree written, RandomWriter writer) throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread writing =
        Thread.ofPlatform()
            .name("writer")
            .start(
                () -> {
                  try {
                    while (!stop.get()) {
                      writer.step();
                    }
                  } catch (RuntimeException | Error e) {
                    failure.set(e);
                  }
                });
    try (StateSession session = new StateSession(from, to, written.touched, busy(written))) {
      try {
        session.source.rounds();
        stop.set(true);
        writing.join();
        assertThat(failure.get()).isNull();
        session.source.lastRound();
      } catch (IOException | RuntimeException e) {
        session.reportTargetFirst(e);
      }
      session.awaitTarget();
    } finally {
      stop.set(true);
      writing.join();
    }
  }

  /** Lets some operations happen between taking the marks and looking at the tree. */
  private static StateSource.Node busy(WrittenTree written) {
    return new StateSource.Node() {
      @Override
      public void awaitApplied() {
        long until = written.appliedCount() + OPERATIONS_A_ROUND;
        long limit = System.nanoTime() + 50_000_000;
        while (written.appliedCount() < until && System.nanoTime() < limit) {
          Thread.onSpinWait();
        }
        written.awaitApplied();
      }

      @Override
      public int open(long fileId) {
        return written.open(fileId);
      }
    };
  }
}
