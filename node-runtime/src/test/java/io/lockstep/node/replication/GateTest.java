package io.lockstep.node.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.write.WritePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the gate does to operations that wait. The peer receives and never answers. */
@Timeout(60)
class GateTest {

  private static final int EIO = 5;
  private static final int EROFS = 30;

  @TempDir Path directory;
  private LinkPair pair;
  private PrimaryFixture primary;
  private PeerConnection alpha;
  private PeerConnection beta;
  private final Recording atBeta = new Recording();

  @BeforeEach
  void open() throws Exception {
    pair = LinkPair.open(LinkOptions.DEFAULT);
    primary = new PrimaryFixture(new NodeFixture(directory.resolve("alpha")));
    alpha = pair.connect();
    beta = pair.nextAccepted();
    alpha.start(primary.handler());
    beta.start(atBeta);
  }

  @AfterEach
  void close() {
    alpha.close();
    beta.close();
    pair.close();
    primary.close();
  }

  private CompletableFuture<Integer> make(String name) {
    Operation operation =
        new Operation.MakeDirectory(
            Operation.FIRST_ROOT, Name.of(name), primary.nextId.getAndIncrement(), 0040755, 0, 0);
    return CompletableFuture.supplyAsync(
        () -> primary.execute(operation, 1_000), task -> Thread.ofPlatform().start(task));
  }

  private boolean exists(String name) {
    return Files.exists(primary.node.root.resolve(name));
  }

  private static int result(CompletableFuture<Integer> operation) throws Exception {
    return operation.get(10, TimeUnit.SECONDS);
  }

  @Test
  void closedAtFirstAndWithTheErrorAskedFor() throws Exception {
    assertThat(result(make("a"))).isEqualTo(-EIO);
    primary.pipeline.closeGate(EROFS);
    assertThat(result(make("a"))).isEqualTo(-EROFS);
    assertThat(primary.node.journal.lastSequence()).isZero();
    assertThat(exists("a")).isFalse();
  }

  @Test
  void aloneNotesItsFirstUseOnceAndNeedsNobody() throws Exception {
    primary.pipeline.openAlone(NodeFixture.segment(3, 1));
    assertThat(primary.aloneEpochs).isEmpty();
    assertThat(result(make("a"))).isZero();
    assertThat(result(make("b"))).isZero();
    assertThat(primary.aloneEpochs).containsExactly(3L);
    assertThat(exists("b")).isTrue();
  }

  @Test
  void aWaitingOperationIsNotAppliedBeforeTheAcknowledgement() throws Exception {
    primary.pipeline.openMirrored(NodeFixture.segment(1, 1), alpha);
    CompletableFuture<Integer> waiting = make("a");
    await().until(() -> atBeta.records.size() == 1);
    assertThat(exists("a")).isFalse();
    assertThat(primary.pipeline.oldestWaitingNanos()).isNotZero();
    beta.send(2, new LinkMessage.Ack(1));
    beta.send(1, new LinkMessage.Ack(0));
    assertThat(waiting).isNotDone();
    beta.send(1, new LinkMessage.Ack(1));
    assertThat(result(waiting)).isZero();
    assertThat(exists("a")).isTrue();
    assertThat(primary.pipeline.oldestWaitingNanos()).isZero();
  }

  @Test
  void aBarrierNeedsThePeersDiskToo() throws Exception {
    primary.pipeline.openMirrored(NodeFixture.segment(1, 1), alpha);
    CompletableFuture<Integer> waiting =
        CompletableFuture.supplyAsync(
            () -> primary.execute(new Operation.Barrier(Operation.FIRST_ROOT, false), 1_000));
    await().until(() -> atBeta.records.size() == 1);
    beta.send(1, new LinkMessage.Ack(1));
    await().until(() -> primary.pipeline.acknowledgedSequence() == 1);
    assertThat(primary.pipeline.oldestUnsyncedNanos()).isNotZero();
    assertThat(waiting).isNotDone();
    beta.send(1, new LinkMessage.Synced(1));
    assertThat(result(waiting)).isZero();
  }

  @Test
  void goingAloneLetsWaitingOperationsProceed() throws Exception {
    primary.pipeline.openMirrored(NodeFixture.segment(1, 1), alpha);
    CompletableFuture<Integer> waiting = make("a");
    await().until(() -> atBeta.records.size() == 1);
    primary.pipeline.freeze();
    CompletableFuture<Integer> held = make("b");
    assertThat(primary.pipeline.drain(50)).isFalse();
    assertThat(waiting).isNotDone();
    primary.pipeline.openAlone(NodeFixture.segment(2, 2));
    assertThat(result(waiting)).isZero();
    assertThat(result(held)).isZero();
    assertThat(primary.aloneEpochs).containsExactly(2L);
    assertThat(primary.node.applied.low()).isEqualTo(2);
  }

  @Test
  void closingFailsWaitingOperationsAndAppliesNothing() throws Exception {
    primary.pipeline.openMirrored(NodeFixture.segment(1, 1), alpha);
    CompletableFuture<Integer> waiting = make("a");
    await().until(() -> atBeta.records.size() == 1);
    primary.pipeline.freeze();
    CompletableFuture<Integer> held = make("b");
    primary.pipeline.closeGate(EROFS);
    assertThat(result(waiting)).isEqualTo(-EIO);
    assertThat(result(held)).isEqualTo(-EROFS);
    assertThat(primary.pipeline.drain(1_000)).isTrue();
    assertThat(exists("a")).isFalse();
    assertThat(exists("b")).isFalse();
    assertThat(primary.node.applied.highest()).isZero();
  }

  @Test
  void aFrozenGateStillTakesAcknowledgementsAndThaws() throws Exception {
    primary.pipeline.openMirrored(NodeFixture.segment(1, 1), alpha);
    CompletableFuture<Integer> waiting = make("a");
    await().until(() -> atBeta.records.size() == 1);
    primary.pipeline.freeze();
    beta.send(1, new LinkMessage.Ack(1));
    assertThat(result(waiting)).isZero();
    assertThat(primary.pipeline.drain(1_000)).isTrue();
    primary.pipeline.openAlone(NodeFixture.segment(2, 2));
    primary.pipeline.freeze();
    CompletableFuture<Integer> held = make("b");
    assertThat(primary.pipeline.lastSequence()).isEqualTo(1);
    primary.pipeline.thaw();
    assertThat(result(held)).isZero();
  }

  @Test
  void aPeerThatAcknowledgesWhatItWasNotSentIsDropped() throws Exception {
    primary.pipeline.openMirrored(NodeFixture.segment(1, 1), alpha);
    CompletableFuture<Integer> waiting = make("a");
    await().until(() -> atBeta.records.size() == 1);
    beta.send(1, new LinkMessage.Ack(7));
    await().until(() -> !alpha.isOpen());
    assertThat(waiting).isNotDone();
    primary.pipeline.closeGate(EIO);
    assertThat(result(waiting)).isEqualTo(-EIO);
  }

  @Test
  void anOperationThatFailsHereIsHealedAtThePeer() throws Exception {
    primary.pipeline.openAlone(NodeFixture.segment(1, 1));
    Files.createDirectory(primary.node.root.resolve("a"));
    assertThat(result(make("a"))).isEqualTo(-17);
    assertThat(primary.pipeline.lastSequence()).isGreaterThan(1);
    assertThat(primary.node.applied.low()).isEqualTo(primary.pipeline.lastSequence());
  }

  @Test
  void aFileWithoutANameIsNotJournaled() throws IOException {
    primary.pipeline.openAlone(NodeFixture.segment(1, 1));
    AtomicBoolean ran = new AtomicBoolean();
    int result =
        primary.pipeline.execute(
            new Operation.Truncate(5000, 1),
            1_000,
            () -> {
              ran.set(true);
              return 0;
            });
    assertThat(result).isEqualTo(WritePath.UNNAMED);
    assertThat(ran).isFalse();
    assertThat(primary.node.journal.lastSequence()).isZero();
    assertThat(primary.pipeline.drain(0)).isTrue();
  }
}
