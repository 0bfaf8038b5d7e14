package io.lockstep.node.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SyncRunnerTest {

  private final List<Entry> synced = Collections.synchronizedList(new ArrayList<>());
  private final List<String> done = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch held = new CountDownLatch(1);

  private static Entry barrier(long sequence, long fileId, boolean dataOnly) {
    return new Entry(1, sequence, 0, new Operation.Barrier(fileId, dataOnly));
  }

  private SyncRunner runner(int result) {
    return new SyncRunner(
        "test",
        entry -> {
          synced.add(entry);
          awaitRelease();
          return result;
        },
        (entry, errno) -> done.add(entry.sequence() + ":" + errno));
  }

  private void awaitRelease() {
    try {
      held.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatIsAskedForDuringASyncSharesTheNextOne() {
    try (SyncRunner runner = runner(0)) {
      runner.start(barrier(1, 2000, true));
      await().until(() -> synced.size() == 1);
      runner.start(barrier(2, 2000, true));
      runner.start(barrier(3, 2000, false));
      runner.start(barrier(4, 2000, true));
      assertThat(runner.awaitIdle(10)).isFalse();
      held.countDown();
      runner.awaitIdle();
    }
    // The second sync is the one that covers all three: fsync, not fdatasync.
    assertThat(synced).extracting(Entry::sequence).containsExactly(1L, 3L);
    assertThat(done).containsExactly("1:0", "2:0", "3:0", "4:0");
  }

  @Test
  void otherFilesDoNotWait() {
    try (SyncRunner runner = runner(0)) {
      runner.start(barrier(1, 2000, true));
      runner.start(barrier(2, 2001, true));
      await().until(() -> synced.size() == 2);
      held.countDown();
      runner.awaitIdle();
    }
    assertThat(done).containsExactlyInAnyOrder("1:0", "2:0");
  }

  @Test
  void aFailureIsToldToAllThatItCovers() {
    held.countDown();
    try (SyncRunner runner = runner(-5)) {
      runner.start(barrier(1, 2000, true));
      runner.awaitIdle();
      runner.start(barrier(2, 2000, true));
      runner.awaitIdle();
    }
    assertThat(done).containsExactly("1:-5", "2:-5");
  }
}
