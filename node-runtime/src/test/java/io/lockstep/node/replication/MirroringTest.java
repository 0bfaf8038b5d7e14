package io.lockstep.node.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.node.tree.TreeDescription;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pipeline and a receiver over real sockets, journals and trees. */
@Timeout(60)
class MirroringTest extends TwoNodes {

  /** One after the other: in their common parent nothing keeps the local steps in order. */
  private List<RandomWriter> writers(long seed) {
    List<RandomWriter> writers = new ArrayList<>();
    for (int w = 0; w < 4; w++) {
      writers.add(new RandomWriter(primary, "w" + w, seed + w));
    }
    return writers;
  }

  private static void inParallel(int threads, java.util.function.IntConsumer work)
      throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int index = i;
        all.add(pool.submit(() -> work.accept(index)));
      }
      for (Future<?> one : all) {
        one.get(40, TimeUnit.SECONDS);
      }
    }
  }

  private void assertEqualNodes() throws IOException {
    assertThat(primary.pipeline.drain(0)).isTrue();
    await().until(() -> mirror.receiver.lastSequence() == primary.pipeline.lastSequence());
    assertThat(mirror.receiver.awaitQuiet(NodeFixture.TIMEOUT_MILLIS)).isTrue();
    assertThat(mirror.troubles).isEmpty();
    assertThat(primary.failures).isEmpty();
    assertThat(TreeDescription.differences(primary.node.root, mirrorNode.root)).isEmpty();
    assertThat(mirrorNode.records(1)).isEqualTo(primary.node.records(1));
    assertThat(mirrorNode.applied.low()).isEqualTo(primary.pipeline.lastSequence());
    assertThat(primary.node.applied.low()).isEqualTo(primary.pipeline.lastSequence());
  }

  @Test
  void severalWritersEndWithEqualTreesAndJournals() throws Exception {
    connect(1);
    primary.pipeline.openMirrored(NodeFixture.segment(1, 1), alpha);
    List<RandomWriter> writers = writers(100);
    inParallel(4, w -> writers.get(w).steps(200));
    assertEqualNodes();
    assertThat(primary.aloneEpochs).isEmpty();
  }

  /** A redo after a kill begins where the map says: that is never far behind the end. */
  @Test
  void whatIsNotInTheTreesStaysAFewOperationsWhileWritersGoOn() throws Exception {
    connect(1);
    primary.pipeline.openMirrored(NodeFixture.segment(1, 1), alpha);
    List<RandomWriter> writers = writers(300);
    AtomicBoolean writing = new AtomicBoolean(true);
    AtomicLong farthest = new AtomicLong();
    Thread watcher =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (writing.get()) {
                    farthest.accumulateAndGet(lag(primary.node), Math::max);
                    farthest.accumulateAndGet(lag(mirrorNode), Math::max);
                  }
                });
    inParallel(4, w -> writers.get(w).steps(400));
    writing.set(false);
    watcher.join();
    // Four writers, each with an operation, and bindings before it, under way.
    assertThat(farthest.get()).isLessThan(200);
    assertThat(primary.pipeline.lastSequence()).isGreaterThan(1600);
    assertEqualNodes();
  }

  /** The end first: what is appended between the two looks must not count. */
  private static long lag(NodeFixture node) {
    long end = node.journal.lastSequence();
    return end - node.applied.low();
  }
}
