package io.lockstep.node.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.tree.TreeDescription;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A replay that leaves out what it overwrites later. */
@Timeout(60)
class CondensedReplayTest extends TwoNodes {

  private static final long BLOCK = 16 << 10;

  private final BlockingQueue<Replay.Result> results = new ArrayBlockingQueue<>(4);
  private long time = 1_700_000_000_000_000_000L;

  @Override
  long segmentBytes() {
    return 4 << 20;
  }

  @BeforeEach
  void openAlone() {
    primary.pipeline.openAlone(NodeFixture.segment(1, 1));
  }

  private Replay replay(ReplayOptions options) {
    long common = mirrorNode.journal.lastSequence();
    return replay(options, common, common);
  }

  private Replay replay(ReplayOptions options, long common, long targetLast) {
    Replay replay =
        new Replay(
            primary.node.journal,
            primary.pipeline,
            alpha,
            common,
            new Replay.Peer(targetLast, mirror.wholeFrom > common ? mirror.wholeFrom : 0),
            options,
            results::add);
    primary.replay.set(replay);
    replay.start();
    return replay;
  }

  private long create(String name) {
    long id = primary.nextId.getAndIncrement();
    execute(new Operation.Create(1, Name.of(name), id, 0100644, 0, 0, 0));
    return id;
  }

  private void execute(Operation operation) {
    time += 1_000;
    assertThat(primary.execute(operation, time)).isZero();
  }

  private void write(long id, long offset, long bytes, int value) {
    MemorySegment data = MemorySegment.ofBuffer(ByteBuffer.allocateDirect((int) bytes));
    execute(new Operation.Write(id, offset, data.fill((byte) value)));
  }

  /** Rewrites one file; the blocks of each round begin elsewhere, so that rests remain. */
  private void rewrite(long id, int rounds, long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < rounds; round++) {
      long from = random.nextInt(5000);
      for (int block = 0; block < 32; block++) {
        write(id, from + block * BLOCK, BLOCK, random.nextInt());
      }
      if (random.nextInt(3) == 0) {
        execute(new Operation.Barrier(id, true));
      }
    }
  }

  private void assertHeld() throws InterruptedException {
    assertThat(results.poll(30, TimeUnit.SECONDS)).isInstanceOf(Replay.Result.Held.class);
  }

  private void assertEqualTrees() throws IOException {
    assertThat(mirror.troubles).isEmpty();
    assertThat(TreeDescription.differences(primary.node.root, mirrorNode.root)).isEmpty();
  }

  @Test
  void whatIsRewrittenCrossesTheLinkOnce() throws Exception {
    rewrite(create("a"), 50, 1);
    rewrite(create("b"), 3, 2);
    long union = size("a") + size("b");
    long before = primary.node.journal.bytesOnDisk();
    new RandomWriter(primary, "w", 3).steps(300);
    long other = primary.node.journal.bytesOnDisk() - before;
    connect(1);
    Replay replay = replay(ReplayOptions.DEFAULT);
    assertHeld();
    assertEqualTrees();
    assertThat(mirror.settled).isEqualTo(mirror.wholeFrom).isPositive();
    assertThat(replay.progress().bytesDone())
        .isLessThan((long) (1.05 * union) + 200 * replay.progress().operationsDone() + other);
  }

  private long size(String name) {
    return primary.node.root.resolve(name).toFile().length();
  }

  @Test
  void whatIsWrittenOnceIsSentAsItIs() throws Exception {
    long id = create("a");
    for (int block = 0; block < 100; block++) {
      write(id, block * BLOCK, BLOCK, block);
    }
    connect(1);
    replay(ReplayOptions.DEFAULT);
    assertHeld();
    assertEqualTrees();
    assertThat(mirror.wholeFrom).isZero();
    assertThat(mirrorNode.records(1)).isEqualTo(primary.node.records(1));
  }

  /** Cut off again and again, while more is written: each time it goes on where it was. */
  @Test
  void anInterruptedOneGoesOn() throws Exception {
    long seed = Long.getLong("lockstep.seed", System.nanoTime());
    Random random = new Random(seed);
    long id = create("a");
    int inside = 0;
    for (int cut = 0; cut < 8; cut++) {
      rewrite(id, 12, random.nextLong());
      new RandomWriter(primary, "w" + cut, random.nextInt(1000)).steps(40);
      connect(1);
      Replay replay = replay(ReplayOptions.DEFAULT.withMaxBytesPerSecond(4 << 20));
      long stopAt = random.nextInt(300);
      await().until(() -> replay.progress().operationsDone() > stopAt || !results.isEmpty());
      alpha.close();
      Replay.Result result = results.poll(30, TimeUnit.SECONDS);
      assertThat(result).as("seed " + seed).isNotNull();
      disconnect();
      inside += mirror.wholeFrom > mirrorNode.journal.lastSequence() ? 1 : 0;
      assertThat(mirror.troubles).as("seed " + seed).isEmpty();
      restartMirror();
      if (result instanceof Replay.Result.Held
          || (result instanceof Replay.Result.Failed failed && failed.frozen())) {
        primary.pipeline.thaw();
      }
    }
    assertThat(inside).as("seed " + seed).isPositive();
    connect(1);
    replay(ReplayOptions.DEFAULT);
    assertHeld();
    assertThat(mirrorNode.applied.low())
        .as("seed " + seed)
        .isEqualTo(primary.pipeline.lastSequence());
    assertEqualTrees();
  }

  /** What ids mean in the middle of the stretch is told anew. */
  private void restartMirror() throws IOException {
    long noted = mirror.wholeFrom;
    mirrorNode.close();
    openMirror();
    mirror.wholeFrom = noted;
  }

  @Test
  void nothingIsLeftOutBeforeTheTargetHasNotedIt() throws Exception {
    rewrite(create("a"), 20, 5);
    alpha = pair.connect();
    beta = pair.nextAccepted();
    Recording silent = new Recording();
    mirror.handler = silent;
    beta.start(silent);
    alpha.start(primary.handler());
    Replay replay = replay(ReplayOptions.DEFAULT);
    await().until(() -> silent.messages.stream().anyMatch(LinkMessage.Condense.class::isInstance));
    assertThat(replay.progress().operationsDone()).isZero();
    assertThat(silent.records).isEmpty();
    replay.close();
    assertThat(results.poll(30, TimeUnit.SECONDS)).isEqualTo(new Replay.Result.Cancelled(false));
  }

  /** The target's tree is whole, and stays so: nothing was said that it would have noted. */
  private void assertNeedsStateFromTheBeginning() throws InterruptedException {
    assertThat(results.poll(30, TimeUnit.SECONDS)).isInstanceOf(Replay.Result.NeedsState.class);
    assertThat(mirror.wholeFrom).isZero();
    assertThat(mirrorNode.journal.lastSequence()).isZero();
  }

  @Test
  void aNodeThatWasFedTheRestsOfWritesFeedsNobodyWithThem() throws Exception {
    long id = create("a");
    rewrite(id, 10, 1);
    execute(new Operation.Remnant(id, List.of(), MemorySegment.NULL));
    connect(1);
    replay(ReplayOptions.DEFAULT);
    assertNeedsStateFromTheBeginning();
  }

  @Test
  void aTargetThatCannotBeCutNeedsStateFromTheBeginning() throws Exception {
    rewrite(create("a"), 10, 1);
    connect(1);
    replay(ReplayOptions.DEFAULT, 5, 9);
    assertNeedsStateFromTheBeginning();
  }

  /** Whoever waits is answered by what the target acknowledges: it must be worth that, and soon. */
  @Test
  void whatWritersWaitForIsSentWholeAndAtOnce() throws Exception {
    primary.pipeline.freeze();
    connect(1);
    primary.pipeline.openMirrored(NodeFixture.segment(1, 1), alpha);
    long id = create("a");
    alpha.close();
    List<CompletableFuture<Integer>> writers = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      // All the same: on this node they are carried out in any order.
      MemorySegment data = MemorySegment.ofBuffer(ByteBuffer.allocateDirect((int) BLOCK));
      writers.add(begin(new Operation.Write(id, 0, data.fill((byte) 1))));
    }
    writers.add(begin(new Operation.Barrier(id, false)));
    primary.pipeline.freeze();
    disconnect();
    connect(1);
    replay(ReplayOptions.DEFAULT.withMaxBytesPerSecond(BLOCK));
    assertHeld();
    for (CompletableFuture<Integer> writer : writers) {
      assertThat(writer.get(10, TimeUnit.SECONDS)).isZero();
    }
    assertThat(mirror.wholeFrom).isZero();
    assertEqualTrees();
  }

  /** Returns when it has its place in the journal. */
  private CompletableFuture<Integer> begin(Operation operation) {
    long place = primary.pipeline.lastSequence() + 1;
    CompletableFuture<Integer> result = new CompletableFuture<>();
    Thread.ofPlatform().start(() -> result.complete(primary.execute(operation, time)));
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(() -> primary.pipeline.lastSequence() == place);
    return result;
  }

  /** A page that the disk does not give, or memory that is not there. */
  @Test
  void anErrorOfTheMachineIsAnAnswerToo() throws Exception {
    connect(1);
    Replay replay = replay(ReplayOptions.DEFAULT);
    assertHeld();
    for (Error error : List.of(new InternalError("a fault"), new OutOfMemoryError("no more"))) {
      Replay.Result result =
          replay.resultOf(
              () -> {
                throw error;
              });
      assertThat(result)
          .isInstanceOfSatisfying(
              Replay.Result.Failed.class, failed -> assertThat(failed.frozen()).isTrue());
    }
  }
}
