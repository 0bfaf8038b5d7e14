package io.lockstep.node.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.Lineage;
import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.journal.lineage.Verdict;
import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.role.Readiness;
import io.lockstep.node.role.Role;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinkCodecTest {

  private static final Lineage LINEAGE =
      new Lineage(
          List.of(
              new Epoch(1, new UUID(1, 2), 1, Epoch.Kind.MIRRORED, "alpha", "joined", false, 5),
              new Epoch(4, new UUID(3, 4), 900, Epoch.Kind.ALONE, "beta", "took over", true, 6)));

  static List<LinkMessage> messages() {
    NodeRecord record =
        NodeRecord.fresh("c", "db", "alpha", "boot").withLineage(LINEAGE).withIncarnation(9);
    Standing standing = new Standing(record, 1, 10, 2000, 1990, 1999, true, false, true);
    return List.of(
        new LinkMessage.Hello(1, 3, "c", "db", "alpha", "", new byte[32]),
        new LinkMessage.Proof(new byte[32]),
        new LinkMessage.Meet(standing, Role.SECOND, Readiness.READY),
        new LinkMessage.Judged(new Verdict.Source(Verdict.Method.LOG, 17, "why")),
        new LinkMessage.Judged(new Verdict.Target(Verdict.Method.STATE, 18, "wö")),
        new LinkMessage.Judged(new Verdict.Split(19, "both")),
        new LinkMessage.Judged(new Verdict.Manual("human")),
        new LinkMessage.Judged(new Verdict.Refuse("other")),
        new LinkMessage.BeginSegment(new SegmentHeader(3, new UUID(5, 6), 77)),
        new LinkMessage.Context(
            List.of(
                new Operation.Bind(2000, 1, Name.of("a")),
                new Operation.Bind(2001, 2000, Name.of("b")))),
        new LinkMessage.Ack(Long.MAX_VALUE),
        new LinkMessage.Synced(5),
        new LinkMessage.SyncAhead(9, 2000, true),
        new LinkMessage.Condense(77),
        new LinkMessage.Condensing(77),
        new LinkMessage.Settle(78),
        new LinkMessage.Settled(78),
        new LinkMessage.Verify(9, new byte[] {1, 2}),
        new LinkMessage.VerifyAside(new byte[] {3}),
        new LinkMessage.VerifyAnswer(new byte[] {4, 5}),
        new LinkMessage.ReplayEnd(6),
        new LinkMessage.Applied(7),
        new LinkMessage.Trouble(8, 28, "disk full"),
        new LinkMessage.Join(LINEAGE, new UUID(8, 9), 1234),
        new LinkMessage.Joined(5),
        new LinkMessage.Handover(LINEAGE, 1235),
        new LinkMessage.HandedOver(6),
        new LinkMessage.Farewell(true, "stopped"),
        new LinkMessage.PeerState(Role.PRIM, Readiness.TRANSIENT, 9, 8),
        new LinkMessage.Rejected(RejectCode.STALE_EPOCH, "old"),
        new LinkMessage.StateSync(new byte[5_000]),
        new LinkMessage.Offer(LINEAGE),
        new LinkMessage.Accepted(),
        new LinkMessage.HandoverOffer(),
        new LinkMessage.HandoverAccepted());
  }

  static List<LinkMessage> messagesWithFields() {
    return messages().stream()
        .filter(message -> message.getClass().getRecordComponents().length > 0)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("messages")
  void whatIsWrittenIsRead(LinkMessage message) {
    byte[] frame = LinkCodec.encode(12, message);
    assertThat(LinkDecoder.decode(ByteBuffer.wrap(frame)))
        .usingRecursiveComparison()
        .isEqualTo(message);
    ByteBuffer header = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(FrameHeader.epoch(header, 0)).isEqualTo(12);
    assertThat(FrameHeader.length(header, 0)).isEqualTo(frame.length);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyShortenedFrameIsMalformed(LinkMessage message) {
    byte[] frame = LinkCodec.encode(12, message);
    int step = Math.max(1, frame.length / 500);
    for (int length = 0; length < frame.length; length += step) {
      ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(frame, length));
      assertThatThrownBy(() -> LinkDecoder.decode(cut)).isInstanceOf(MalformedFrameException.class);
    }
  }

  /** With a right checksum, so that the fields themselves are put to the test. */
  @ParameterizedTest
  @MethodSource("messagesWithFields")
  void changedFieldsAreReadOrRefusedByName(LinkMessage message) {
    byte[] frame = LinkCodec.encode(12, message);
    int kind = Byte.toUnsignedInt(frame[9]);
    LongStream.range(0, 300).forEach(seed -> decodeChanged(frame.clone(), kind, seed));
  }

  private static void decodeChanged(byte[] frame, int kind, long seed) {
    Random random = new Random(seed);
    int span = Math.min(frame.length - FrameHeader.BYTES, 600);
    for (int i = 0; i <= random.nextInt(4); i++) {
      frame[FrameHeader.BYTES + random.nextInt(span)] = (byte) random.nextInt(256);
    }
    ByteBuffer changed = ByteBuffer.wrap(frame);
    FrameHeader.seal(changed, kind, 1);
    try {
      assertThat(LinkDecoder.decode(changed)).as("seed %d", seed).isNotNull();
    } catch (MalformedFrameException e) {
      assertThat(e.getMessage()).as("seed %d", seed).isNotBlank();
    }
  }

  @Test
  void tooLongTextsAreCutAndTooLongNamesRefused() {
    LinkMessage.Rejected rejected =
        new LinkMessage.Rejected(RejectCode.OTHER, "x".repeat(LinkCodec.MAX_TEXT_BYTES + 10));
    LinkMessage read = LinkDecoder.decode(ByteBuffer.wrap(LinkCodec.encode(0, rejected)));
    assertThat(((LinkMessage.Rejected) read).detail()).hasSize(LinkCodec.MAX_TEXT_BYTES);

    LinkMessage hello = new LinkMessage.Hello(1, 1, "c".repeat(256), "m", "n", "", new byte[32]);
    assertThatThrownBy(() -> LinkCodec.encode(0, hello))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLargestStatePayloadPassesAndALargerOneDoesNot() {
    byte[] largest = new byte[LinkCodec.MAX_STATE_BYTES];
    byte[] frame = LinkCodec.encode(0, new LinkMessage.StateSync(largest));
    assertThat(LinkDecoder.decode(ByteBuffer.wrap(frame)))
        .isInstanceOfSatisfying(
            LinkMessage.StateSync.class, sync -> assertThat(sync.payload()).isEqualTo(largest));
    byte[] larger =
        LinkCodec.encode(0, new LinkMessage.StateSync(new byte[LinkCodec.MAX_STATE_BYTES + 1]));
    assertThatThrownBy(() -> LinkDecoder.decode(ByteBuffer.wrap(larger)))
        .isInstanceOf(MalformedFrameException.class);
  }

  @Test
  void aLongContextTakesSeveralFrames() {
    List<Operation.Bind> binds =
        LongStream.range(0, 5000)
            .mapToObj(i -> new Operation.Bind(2000 + i, 1, Name.of("n" + i)))
            .toList();
    assertThat(LinkCodec.contexts(binds).stream().flatMap(c -> c.binds().stream()))
        .containsExactlyElementsOf(binds);
  }
}
