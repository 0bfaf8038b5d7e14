package io.lockstep.node.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.OperationCodec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReceiverTest {

  @TempDir Path directory;
  private LinkPair pair;
  private NodeFixture node;
  private MirrorFixture mirror;
  private PeerConnection alpha;
  private PeerConnection beta;
  private final Recording atAlpha = new Recording();

  @BeforeEach
  void open() throws Exception {
    pair = LinkPair.open(LinkOptions.DEFAULT);
    node = new NodeFixture(directory);
    mirror = new MirrorFixture(node);
    alpha = pair.connect();
    beta = pair.nextAccepted();
    mirror.receive(beta, 2);
    alpha.start(atAlpha);
  }

  @AfterEach
  void close() {
    alpha.close();
    beta.close();
    await().until(() -> !mirror.handler.ends.isEmpty());
    pair.close();
    node.close();
  }

  private static MemorySegment record(long epoch, long sequence, Operation operation) {
    int bytes = OperationCodec.encodedBytes(operation);
    MemorySegment target = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(bytes));
    OperationCodec.encode(new Entry(epoch, sequence, 1_000, operation), target, 0);
    return target;
  }

  private static Operation make(String name) {
    return new Operation.MakeDirectory(1, Name.of(name), 2000, 0040755, 0, 0);
  }

  private void begin(long epoch, long first) {
    alpha.send(epoch, new LinkMessage.BeginSegment(NodeFixture.segment(epoch, first)));
  }

  private void assertRefused(RejectCode code) {
    await().until(() -> !atAlpha.ends.isEmpty());
    assertThat(atAlpha.messages)
        .anyMatch(m -> m instanceof LinkMessage.Rejected r && r.code() == code);
    assertThat(mirror.troubles).singleElement().asString().startsWith(code.name());
  }

  /** It stays in the journal, which promises nothing, and the tree does not have it. */
  @Test
  void whatThereIsNoRoomForIsNotAcknowledged() {
    begin(2, 1);
    mirror.lacking = "the disk is nearly full";
    alpha.sendRecord(record(2, 1, make("a")));
    await().until(() -> mirror.troubles.contains("unable: the disk is nearly full"));
    assertThat(node.journal.lastSequence()).isEqualTo(1);
    assertThat(node.applied.highest()).isZero();
    mirror.receiver.close();
    assertThat(atAlpha.messages).noneMatch(LinkMessage.Ack.class::isInstance);
  }

  /** A condensed replay has a great many of them. */
  @Test
  void aWriteOfWhichNothingIsLeftNeedsNoRoom() {
    LinkMessage begin = new LinkMessage.BeginSegment(NodeFixture.segment(2, 1));
    assertThat(mirror.receiver.message(2, begin)).isTrue();
    Operation create = new Operation.Create(1, Name.of("a"), 2000, 0100644, 0, 0, 0);
    Operation nothing = new Operation.Remnant(2000, List.of(), MemorySegment.NULL);
    mirror.receiver.record(record(2, 1, create));
    mirror.receiver.record(record(2, 2, nothing));
    mirror.receiver.batchEnd();
    mirror.receiver.record(record(2, 3, nothing));
    mirror.receiver.batchEnd();
    assertThat(mirror.needed).containsExactly(record(2, 1, create).byteSize() + 4096, 0L);
    assertThat(node.applied.low()).isEqualTo(3);
  }

  @Test
  void aRecordIsJournaledAcknowledgedAndApplied() {
    begin(2, 1);
    alpha.sendRecord(record(2, 1, make("a")));
    await().until(() -> atAlpha.messages.contains(new LinkMessage.Ack(1)));
    await().until(() -> mirror.receiver.appliedSequence() == 1);
    assertThat(node.journal.lastSequence()).isEqualTo(1);
    assertThat(node.root.resolve("a")).isDirectory();
  }

  /** A question may come in the same batch as the records it asks about. */
  @Test
  void whoAwaitsThatAllIsAppliedNeedsNoEndOfTheBatch() {
    LinkMessage begin = new LinkMessage.BeginSegment(NodeFixture.segment(2, 1));
    assertThat(mirror.receiver.message(2, begin)).isTrue();
    mirror.receiver.record(record(2, 1, make("a")));
    assertThat(mirror.receiver.awaitQuiet(10_000)).isTrue();
    assertThat(mirror.receiver.appliedSequence()).isEqualTo(1);
    await().until(() -> atAlpha.messages.contains(new LinkMessage.Ack(1)));
  }

  @Test
  void whatIsToBeSyncedAheadIsAppliedFirstThenSyncedThenAnswered() {
    begin(2, 1);
    alpha.sendRecord(record(2, 1, make("a")));
    alpha.send(2, new LinkMessage.SyncAhead(1, 2000, false));
    await().until(() -> atAlpha.messages.contains(new LinkMessage.Synced(1)));
    assertThat(node.root.resolve("a")).isDirectory();
    assertThat(node.journal.lastSequence()).isEqualTo(1);
    assertThat(mirror.troubles).isEmpty();
  }

  @Test
  void aSyncAheadOfAFileNobodyKnowsIsTrouble() {
    begin(2, 1);
    alpha.send(2, new LinkMessage.SyncAhead(0, 4000, false));
    await().until(() -> atAlpha.messages.stream().anyMatch(LinkMessage.Trouble.class::isInstance));
    assertThat(mirror.troubles).singleElement().asString().startsWith("sync 0");
  }

  @Test
  void anOldEpochIsRefusedByName() {
    begin(1, 1);
    assertRefused(RejectCode.STALE_EPOCH);
    assertThat(node.journal.currentSegment()).isEmpty();
  }

  @Test
  void aRecordOfAnotherEpochThanTheSegmentIsRefused() {
    begin(3, 1);
    alpha.sendRecord(record(2, 1, make("a")));
    assertRefused(RejectCode.STALE_EPOCH);
    assertThat(node.journal.lastSequence()).isZero();
  }

  @Test
  void aGapIsRefusedAndWhatCameBeforeIsKept() {
    begin(2, 1);
    alpha.sendRecord(record(2, 1, make("a")));
    alpha.sendRecord(record(2, 3, make("b")));
    assertRefused(RejectCode.BAD_SEQUENCE);
    assertThat(node.journal.lastSequence()).isEqualTo(1);
    assertThat(node.applied.low()).isEqualTo(1);
  }

  @Test
  void aNodeThatRaisedItsEpochRefusesTheOldPrimary() {
    begin(2, 1);
    alpha.sendRecord(record(2, 1, make("a")));
    await().until(() -> mirror.receiver.lastSequence() == 1);
    mirror.receiver.requireEpoch(3);
    alpha.sendRecord(record(2, 2, make("b")));
    assertRefused(RejectCode.STALE_EPOCH);
    assertThat(Files.exists(node.root.resolve("b"))).isFalse();
  }

  @Test
  void aClosedReceiverTakesNothing() {
    begin(2, 1);
    alpha.sendRecord(record(2, 1, make("a")));
    await().until(() -> mirror.receiver.lastSequence() == 1);
    mirror.receiver.close();
    alpha.sendRecord(record(2, 2, make("b")));
    assertRefused(RejectCode.STALE_EPOCH);
    assertThat(node.journal.lastSequence()).isEqualTo(1);
  }

  @Test
  void aDamagedRecordIsNeitherJournaledNorAcknowledged() {
    begin(2, 1);
    MemorySegment damaged = record(2, 1, make("a"));
    byte last = damaged.get(ValueLayout.JAVA_BYTE, damaged.byteSize() - 1);
    damaged.set(ValueLayout.JAVA_BYTE, damaged.byteSize() - 1, (byte) (last ^ 1));
    alpha.sendRecord(damaged);
    await().until(() -> !mirror.handler.ends.isEmpty());
    assertThat(mirror.handler.ends).containsExactly(CloseReason.PROTOCOL);
    assertThat(node.journal.lastSequence()).isZero();
    assertThat(atAlpha.messages).noneMatch(m -> m instanceof LinkMessage.Ack);
  }

  /** The acknowledgement is a promise of the journal: without it there is none, and no change. */
  @Test
  void whatCannotBeJournaledIsNeitherAcknowledgedNorApplied() {
    begin(2, 1);
    alpha.sendRecord(record(2, 1, make("a")));
    await().until(() -> mirror.receiver.appliedSequence() == 1);
    node.journal.close();
    alpha.sendRecord(record(2, 2, make("b")));
    await().until(() -> !mirror.troubles.isEmpty());
    await().until(() -> atAlpha.messages.stream().anyMatch(LinkMessage.Trouble.class::isInstance));
    assertThat(atAlpha.messages).doesNotContain(new LinkMessage.Ack(2));
    assertThat(mirror.receiver.lastSequence()).isEqualTo(1);
    assertThat(node.root.resolve("b")).doesNotExist();
  }

  @Test
  void whatCannotBeAppliedIsTroubleAndTheEnd() {
    begin(2, 1);
    alpha.sendRecord(record(2, 1, new Operation.Unlink(1, Name.of("missing"), 2000)));
    await().until(() -> !atAlpha.ends.isEmpty());
    assertThat(atAlpha.messages).anyMatch(m -> m instanceof LinkMessage.Trouble);
    assertThat(mirror.troubles).singleElement().asString().startsWith("apply 1 2");
    assertThat(node.applied.low()).isZero();
  }

  @Test
  void aTailThatWasNeverAppliedIsCutByTheNextSegment() throws Exception {
    node.journal.beginSegment(NodeFixture.segment(2, 1));
    node.journal.append(record(2, 1, make("never")));
    alpha.close();
    await().until(() -> !mirror.handler.ends.isEmpty());
    alpha = pair.connect();
    beta = pair.nextAccepted();
    mirror.receive(beta, 2);
    alpha.start(new Recording());
    begin(3, 1);
    alpha.sendRecord(record(3, 1, make("a")));
    await().until(() -> mirror.receiver.appliedSequence() == 1);
    assertThat(mirror.troubles).isEmpty();
    assertThat(node.root.resolve("a")).isDirectory();
  }
}
