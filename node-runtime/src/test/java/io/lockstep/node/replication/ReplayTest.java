package io.lockstep.node.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.tree.Redo;
import io.lockstep.node.tree.TreeDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that was away is brought to the live end while writers go on. */
@Timeout(60)
class ReplayTest extends TwoNodes {

  /** Every record as it is: so the journals of both nodes can be compared. */
  private static final ReplayOptions WHOLE =
      new ReplayOptions(32L << 20, 64, 3_000, 30_000, Long.MAX_VALUE, 0);

  private final BlockingQueue<Replay.Result> results = new ArrayBlockingQueue<>(4);

  private Replay replay(long common) {
    Replay replay =
        new Replay(
            primary.node.journal,
            primary.pipeline,
            alpha,
            common,
            new Replay.Peer(mirrorNode.journal.lastSequence(), 0),
            WHOLE,
            results::add);
    primary.replay.set(replay);
    replay.start();
    return replay;
  }

  private Replay.Result result() throws InterruptedException {
    return results.poll(30, TimeUnit.SECONDS);
  }

  private void join(long epoch) {
    long next = primary.pipeline.lastSequence() + 1;
    mirror.receiver.requireEpoch(epoch);
    primary.pipeline.openMirrored(NodeFixture.segment(epoch, next), alpha);
    primary.replay.set(null);
  }

  private void assertEqualNodes() throws IOException {
    assertThat(primary.pipeline.drain(5_000)).isTrue();
    await().until(() -> mirror.receiver.lastSequence() == primary.pipeline.lastSequence());
    assertThat(mirror.receiver.awaitQuiet(NodeFixture.TIMEOUT_MILLIS)).isTrue();
    assertThat(mirror.troubles).isEmpty();
    assertThat(primary.failures).isEmpty();
    assertThat(TreeDescription.differences(primary.node.root, mirrorNode.root)).isEmpty();
    assertThat(mirrorNode.records(1)).isEqualTo(primary.node.records(1));
  }

  @Test
  void aLongJournalIsReplayedWhileWritersGoOnAndThenMirrored() throws Exception {
    primary.pipeline.openAlone(NodeFixture.segment(1, 1));
    List<RandomWriter> writers = new ArrayList<>();
    for (int w = 0; w < 3; w++) {
      writers.add(new RandomWriter(primary, "w" + w, 300 + w));
    }
    writers.getFirst().steps(600);
    connect(1);
    AtomicBoolean writing = new AtomicBoolean(true);
    List<Thread> threads = writers.stream().map(w -> loop(w, writing)).toList();
    replay(0);
    assertThat(result())
        .isInstanceOfSatisfying(
            Replay.Result.Held.class,
            held -> assertThat(held.lastSequence()).isEqualTo(primary.pipeline.lastSequence()));
    assertThat(mirrorNode.applied.low()).isEqualTo(primary.pipeline.lastSequence());
    join(2);
    long joined = primary.pipeline.lastSequence();
    await().until(() -> primary.pipeline.lastSequence() > joined + 100);
    writing.set(false);
    for (Thread thread : threads) {
      thread.join();
    }
    primary.pipeline.freeze();
    assertEqualNodes();
  }

  private Thread loop(RandomWriter writer, AtomicBoolean writing) {
    return Thread.ofPlatform()
        .uncaughtExceptionHandler((_, failure) -> primary.failures.add(failure))
        .start(
            () -> {
              while (writing.get()) {
                writer.step();
              }
            });
  }

  /** Common position in the middle of a segment, with a target process that knows no ids. */
  @Test
  void aRestartedTargetGoesOnInTheMiddleOfASegmentTwice() throws Exception {
    connect(1);
    primary.pipeline.openMirrored(NodeFixture.segment(1, 1), alpha);
    RandomWriter writer = new RandomWriter(primary, "w", 9);
    writer.steps(200);
    for (int round = 0; round < 2; round++) {
      primary.pipeline.freeze();
      assertEqualNodes();
      disconnect();
      primary.pipeline.openAlone(
          NodeFixture.segment(10 + 2 * round, primary.pipeline.lastSequence() + 1));
      writer.steps(60);
      restartTarget();
      replay(mirrorNode.journal.lastSequence());
      assertThat(result()).isInstanceOf(Replay.Result.Held.class);
      // The replay is interrupted here; the source goes on alone in the same epoch.
      disconnect();
      primary.pipeline.thaw();
      writer.steps(60);
      restartTarget();
      replay(mirrorNode.journal.lastSequence());
      assertThat(result()).isInstanceOf(Replay.Result.Held.class);
      join(11 + 2 * round);
      writer.steps(60);
    }
    primary.pipeline.freeze();
    assertEqualNodes();
  }

  private void restartTarget() throws Exception {
    mirrorNode.close();
    openMirror();
    connect(1);
  }

  @Test
  void aConnectionThatIsCutAgainAndAgainLosesAndDoublesNothing() throws Exception {
    connect(1);
    primary.pipeline.openMirrored(NodeFixture.segment(1, 1), alpha);
    AtomicBoolean writing = new AtomicBoolean(true);
    List<Thread> threads = new ArrayList<>();
    for (int w = 0; w < 3; w++) {
      threads.add(loop(new RandomWriter(primary, "w" + w, 200 + w), writing));
    }
    Random random = new Random(5);
    for (int cut = 0; cut < 12; cut++) {
      awaitWritten(random.nextInt(120));
      (random.nextBoolean() ? alpha : beta).close();
      primary.pipeline.freeze();
      disconnect();
      goOnAloneThenTogether(2 + 2 * cut);
    }
    awaitWritten(100);
    writing.set(false);
    for (Thread thread : threads) {
      thread.join();
    }
    primary.pipeline.freeze();
    assertEqualNodes();
  }

  /** What waited for the peer is answered in an epoch of this node; then the peer is fed it. */
  private void goOnAloneThenTogether(long epoch) throws InterruptedException {
    primary.pipeline.openAlone(NodeFixture.segment(epoch, primary.pipeline.lastSequence() + 1));
    awaitWritten(20);
    connect(1);
    replay(mirrorNode.journal.lastSequence());
    assertThat(result()).isInstanceOf(Replay.Result.Held.class);
    join(epoch + 1);
  }

  private void awaitWritten(long operations) {
    long target = primary.pipeline.lastSequence() + operations;
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> primary.pipeline.lastSequence() >= target);
  }

  /**
   * Killed in the middle of a segment, and again before it had applied what it received since: the
   * second journal segment leans on the first for the meaning of file ids.
   */
  @Test
  void aTargetKilledTwiceInOneEpochFinishesWhatItHadJournaled() throws Exception {
    primary.close();
    primary = new PrimaryFixture(new NodeFixture(directory.resolve("large"), 8 << 20));
    primary.pipeline.openAlone(NodeFixture.segment(1, 1));
    RandomWriter writer = new RandomWriter(primary, "w", 77);
    writer.steps(80);
    connect(1);
    isFed();
    writer.steps(60);
    Path saved = Files.createDirectory(directory.resolve("saved"));
    mirrorNode.close();
    copy(directory.resolve("beta/tree"), saved);
    copy(directory.resolve("beta/applied"), saved);
    openMirror();
    connect(1);
    isFed();
    mirrorNode.close();
    copy(saved.resolve("tree"), directory.resolve("beta"));
    copy(saved.resolve("applied"), directory.resolve("beta"));
    openMirror();
    long end = primary.pipeline.lastSequence();
    assertThat(mirrorNode.journal.lastSequence()).isEqualTo(end);
    assertThat(mirrorNode.applied.low()).isLessThan(end - 50);
    assertThat(mirrorNode.journal.segments()).hasSize(2);
    assertThat(Redo.run(mirrorNode.journal, mirrorNode.applied, mirrorNode.tree, end).failure())
        .isEmpty();
    assertThat(TreeDescription.differences(primary.node.root, mirrorNode.root)).isEmpty();
  }

  /** Up to the present end; then the connection breaks and the source goes on. */
  private void isFed() throws InterruptedException {
    replay(mirrorNode.journal.lastSequence());
    assertThat(result()).isInstanceOf(Replay.Result.Held.class);
    disconnect();
    primary.replay.set(null);
    primary.pipeline.thaw();
  }

  /** With everything that a tree is made of; replaces what is there. */
  private static void copy(Path from, Path into) throws IOException, InterruptedException {
    Path target = into.resolve(from.getFileName());
    assertThat(new ProcessBuilder("rm", "-rf", target.toString()).start().waitFor()).isZero();
    assertThat(new ProcessBuilder("cp", "-a", from.toString(), into.toString()).start().waitFor())
        .isZero();
  }

  @Test
  void aTargetThatCannotBeCutNeedsState() throws Exception {
    primary.pipeline.openAlone(NodeFixture.segment(1, 1));
    new RandomWriter(primary, "w", 1).steps(20);
    connect(1);
    Replay replay =
        new Replay(
            primary.node.journal,
            primary.pipeline,
            alpha,
            5,
            new Replay.Peer(9, 0),
            WHOLE,
            results::add);
    primary.replay.set(replay);
    replay.start();
    assertThat(result())
        .isInstanceOfSatisfying(
            Replay.Result.NeedsState.class, needs -> assertThat(needs.frozen()).isFalse());
    assertThat(primary.execute(new Operation.Barrier(1, false), 1)).isZero();
  }

  @Test
  void aJournalThatDoesNotReachBackNeedsState() throws Exception {
    primary.pipeline.openAlone(NodeFixture.segment(1, 50));
    new RandomWriter(primary, "w", 1).steps(5);
    connect(1);
    replay(10);
    assertThat(result()).isInstanceOf(Replay.Result.NeedsState.class);
  }

  @Test
  void aClosedConnectionEndsTheReplayAndTheSourceGoesOn() throws Exception {
    primary.pipeline.openAlone(NodeFixture.segment(1, 1));
    RandomWriter writer = new RandomWriter(primary, "w", 1);
    writer.steps(300);
    connect(1);
    beta.close();
    await().until(() -> !alpha.isOpen());
    replay(0);
    Replay.Result result = result();
    assertThat(result).isInstanceOf(Replay.Result.Failed.class);
    if (((Replay.Result.Failed) result).frozen()) {
      primary.pipeline.thaw();
    }
    writer.steps(10);
  }

  @Test
  void aCancelledReplaySaysSo() throws Exception {
    primary.pipeline.openAlone(NodeFixture.segment(1, 1));
    new RandomWriter(primary, "w", 1).steps(50);
    alpha = pair.connect();
    beta = pair.nextAccepted();
    // Never started: nothing is acknowledged.
    mirror.handler = new Recording();
    mirror.handler.ends.add(CloseReason.LOCAL);
    alpha.start(primary.handler());
    Replay replay = replay(0);
    await().until(() -> replay.progress().operationsDone() > 0);
    replay.close();
    assertThat(result()).isEqualTo(new Replay.Result.Cancelled(false));
  }
}
