package io.lockstep.node.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.write.SyncHint;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The peer is played by the test: what it is asked, and what a barrier waits for. */
@Timeout(60)
class SyncAheadTest {

  private static final int EIO = 5;
  private static final long FILE = Operation.FIRST_FILE;

  @TempDir Path directory;
  private LinkPair pair;
  private PrimaryFixture primary;
  private PeerConnection alpha;
  private PeerConnection beta;

  /** Acknowledges every record, and syncs nothing. */
  private final Recording atBeta =
      new Recording() {
        @Override
        public void record(MemorySegment record) {
          super.record(record);
          beta.send(1, new LinkMessage.Ack(records.size()));
        }
      };

  @BeforeEach
  void open() throws Exception {
    pair = LinkPair.open(LinkOptions.DEFAULT);
    primary = new PrimaryFixture(new NodeFixture(directory.resolve("alpha")));
    alpha = pair.connect();
    beta = pair.nextAccepted();
    alpha.start(primary.handler());
    beta.start(atBeta);
    primary.pipeline.openMirrored(NodeFixture.segment(1, 1), alpha);
    Operation create =
        new Operation.Create(Operation.FIRST_ROOT, Name.of("f"), FILE, 0100644, 0, 0, 0);
    assertThat(primary.execute(create, 1)).isZero();
  }

  @AfterEach
  void close() {
    alpha.close();
    beta.close();
    pair.close();
    primary.close();
  }

  /** The second record: writes, and expects a sync. */
  private void write(SyncHint hint) {
    Operation write =
        new Operation.Write(FILE, 0, MemorySegment.ofBuffer(ByteBuffer.allocateDirect(8)));
    int result = primary.pipeline.execute(write, 2, hint, () -> primary.node.apply(write, 2));
    assertThat(result).isZero();
  }

  private CompletableFuture<Integer> barrier(boolean dataOnly) {
    return CompletableFuture.supplyAsync(
        () -> primary.execute(new Operation.Barrier(FILE, dataOnly), 3),
        task -> Thread.ofPlatform().start(task));
  }

  private static int result(CompletableFuture<Integer> operation) throws Exception {
    return operation.get(10, TimeUnit.SECONDS);
  }

  private void awaitAsked(LinkMessage.SyncAhead expected) {
    await().untilAsserted(() -> assertThat(atBeta.messages).contains(expected));
  }

  @Test
  void aBarrierWaitsForWhatWasAskedAheadAndIsNoRecordOfItsOwn() throws Exception {
    write(SyncHint.ALL);
    awaitAsked(new LinkMessage.SyncAhead(2, FILE, false));
    CompletableFuture<Integer> waiting = barrier(false);
    await().until(() -> primary.pipeline.oldestUnsyncedNanos() != 0);
    assertThat(waiting).isNotDone();
    beta.send(1, new LinkMessage.Synced(2));
    assertThat(result(waiting)).isZero();
    assertThat(atBeta.records).hasSize(2);
    assertThat(primary.node.applied.low()).isEqualTo(2);
  }

  @Test
  void itDoesNotWaitForWhatIsDone() throws Exception {
    write(SyncHint.DATA);
    awaitAsked(new LinkMessage.SyncAhead(2, FILE, true));
    beta.send(1, new LinkMessage.Synced(2));
    beta.send(1, new LinkMessage.Ack(2));
    assertThat(result(barrier(true))).isZero();
    assertThat(atBeta.records).hasSize(2);
  }

  @Test
  void aChangeInBetweenNeedsABarrierOfItsOwn() throws Exception {
    write(SyncHint.ALL);
    write(SyncHint.NONE);
    beta.send(1, new LinkMessage.Synced(2));
    CompletableFuture<Integer> waiting = barrier(false);
    await().until(() -> atBeta.records.size() == 4);
    assertThat(waiting).isNotDone();
    beta.send(1, new LinkMessage.Synced(4));
    assertThat(result(waiting)).isZero();
  }

  @Test
  void attributesInBetweenAreSyncedAheadToo() throws Exception {
    write(SyncHint.DATA);
    Operation times =
        new Operation.SetAttributes(FILE, Operation.SetAttributes.MTIME, 0, 0, 0, 0, 5);
    assertThat(primary.execute(times, 3)).isZero();
    awaitAsked(new LinkMessage.SyncAhead(3, FILE, true));
    beta.send(1, new LinkMessage.Synced(2));
    CompletableFuture<Integer> waiting = barrier(true);
    await().until(() -> primary.pipeline.oldestUnsyncedNanos() != 0);
    beta.send(1, new LinkMessage.Synced(3));
    assertThat(result(waiting)).isZero();
    assertThat(atBeta.records).hasSize(3);
  }

  @Test
  void withoutAHintNothingIsAsked() throws Exception {
    write(SyncHint.NONE);
    CompletableFuture<Integer> waiting = barrier(false);
    await().until(() -> atBeta.records.size() == 3);
    beta.send(1, new LinkMessage.Synced(3));
    assertThat(result(waiting)).isZero();
    assertThat(atBeta.messages).noneMatch(LinkMessage.SyncAhead.class::isInstance);
  }

  @Test
  void aClosedGateFailsWhoeverWaits() throws Exception {
    write(SyncHint.ALL);
    CompletableFuture<Integer> waiting = barrier(false);
    await().until(() -> primary.pipeline.oldestUnsyncedNanos() != 0);
    primary.pipeline.closeGate(EIO);
    assertThat(result(waiting)).isEqualTo(-EIO);
  }

  @Test
  void anotherEpochKnowsNothingOfWhatWasAsked() throws Exception {
    write(SyncHint.ALL);
    primary.pipeline.freeze();
    primary.pipeline.openMirrored(NodeFixture.segment(2, 3), alpha);
    beta.send(1, new LinkMessage.Synced(2));
    CompletableFuture<Integer> waiting = barrier(false);
    await().until(() -> atBeta.records.size() > 2);
    primary.pipeline.closeGate(EIO);
    assertThat(result(waiting)).isEqualTo(-EIO);
  }
}
