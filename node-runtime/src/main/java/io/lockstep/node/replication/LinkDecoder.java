package io.lockstep.node.replication;

import io.lockstep.journal.lineage.Lineage;
import io.lockstep.journal.lineage.LineageCodec;
import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.replication.LinkMessage.Context;
import io.lockstep.node.replication.LinkMessage.Hello;
import io.lockstep.node.replication.LinkMessage.Meet;
import io.lockstep.node.role.Readiness;
import io.lockstep.node.role.Role;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Reads the frames that {@link LinkCodec} writes. Trusts nothing. */
public final class LinkDecoder {

  private LinkDecoder() {}

  /**
   * The message in a whole control frame.
   *
   * @throws MalformedFrameException if it is none, whatever the bytes are
   */
  public static LinkMessage decode(ByteBuffer bytes) {
    ByteBuffer frame = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (frame.limit() < FrameHeader.BYTES || FrameHeader.length(frame, 0) != frame.limit()) {
      throw new MalformedFrameException(
          "frame length: expected " + frame.limit() + " as received, found another in its header");
    }
    FrameHeader.check(frame);
    LinkKind kind = LinkKind.ofWire(FrameHeader.kind(frame, 0));
    return fields(kind, new FieldReader(frame));
  }

  private static LinkMessage fields(LinkKind kind, FieldReader in) {
    try {
      LinkMessage message = message(kind, in);
      in.end();
      return message;
    } catch (MalformedFrameException e) {
      throw e;
    } catch (RuntimeException e) {
      // Names, lineages and records check themselves, each with an exception of its own.
      throw new MalformedFrameException("fields of " + kind + ": " + e.getMessage(), e);
    }
  }

  private static LinkMessage message(LinkKind kind, FieldReader in) {
    return switch (kind) {
      case HELLO -> hello(in);
      case PROOF -> new LinkMessage.Proof(in.bytes(LinkCodec.SECRET_BYTES, LinkCodec.SECRET_BYTES));
      case MEET -> new Meet(standing(in), in.word(Role.class), in.word(Readiness.class));
      case JUDGED -> new LinkMessage.Judged(VerdictFields.readVerdict(in));
      case BEGIN_SEGMENT -> new LinkMessage.BeginSegment(VerdictFields.readSegment(in));
      case CONTEXT -> context(in);
      case ACK -> new LinkMessage.Ack(in.i64());
      case SYNCED -> new LinkMessage.Synced(in.i64());
      case REPLAY_END -> new LinkMessage.ReplayEnd(in.i64());
      case APPLIED -> new LinkMessage.Applied(in.i64());
      case TROUBLE -> new LinkMessage.Trouble(in.i64(), in.i32(), in.text());
      case JOIN -> new LinkMessage.Join(lineage(in), in.uuid(), in.i64());
      case JOINED -> new LinkMessage.Joined(in.i64());
      case HANDOVER -> new LinkMessage.Handover(lineage(in), in.i64());
      case HANDED_OVER -> new LinkMessage.HandedOver(in.i64());
      case FAREWELL -> new LinkMessage.Farewell(in.flag(), in.text());
      case PEER_STATE ->
          new LinkMessage.PeerState(
              in.word(Role.class), in.word(Readiness.class), in.i64(), in.i64());
      case REJECTED -> new LinkMessage.Rejected(RejectCode.ofWire(in.u16()), in.text());
      case STATE_SYNC -> new LinkMessage.StateSync(in.bytes(0, LinkCodec.MAX_STATE_BYTES));
      case OFFER -> new LinkMessage.Offer(lineage(in));
      case ACCEPTED -> new LinkMessage.Accepted();
      case HANDOVER_OFFER -> new LinkMessage.HandoverOffer();
      case HANDOVER_ACCEPTED -> new LinkMessage.HandoverAccepted();
      case CONDENSE -> new LinkMessage.Condense(in.i64());
      case CONDENSING -> new LinkMessage.Condensing(in.i64());
      case SETTLE -> new LinkMessage.Settle(in.i64());
      case SETTLED -> new LinkMessage.Settled(in.i64());
      case SYNC_AHEAD -> new LinkMessage.SyncAhead(in.i64(), in.i64(), in.flag());
      case VERIFY -> new LinkMessage.Verify(in.i64(), in.bytes(0, LinkCodec.MAX_STATE_BYTES));
      case VERIFY_ASIDE -> new LinkMessage.VerifyAside(in.bytes(0, LinkCodec.MAX_STATE_BYTES));
      case VERIFY_ANSWER -> new LinkMessage.VerifyAnswer(in.bytes(0, LinkCodec.MAX_STATE_BYTES));
    };
  }

  private static Hello hello(FieldReader in) {
    return new Hello(
        in.u16(),
        in.u16(),
        in.name(),
        in.name(),
        in.name(),
        in.text(),
        in.bytes(LinkCodec.SECRET_BYTES, LinkCodec.SECRET_BYTES));
  }

  private static Standing standing(FieldReader in) {
    NodeRecord record = LineageCodec.decodeRecord(in.bytes(0, LinkCodec.MAX_LINEAGE_BYTES));
    return new Standing(
        record, in.u8(), in.i64(), in.i64(), in.i64(), in.i64(), in.flag(), in.flag(), in.flag());
  }

  private static Lineage lineage(FieldReader in) {
    return LineageCodec.decodeLineage(in.bytes(0, LinkCodec.MAX_LINEAGE_BYTES));
  }

  private static Context context(FieldReader in) {
    int count = in.u16();
    if (count > LinkCodec.MAX_BINDS) {
      throw new MalformedFrameException(
          "context: expected at most " + LinkCodec.MAX_BINDS + " binds, found " + count);
    }
    List<Operation.Bind> binds = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      binds.add(new Operation.Bind(in.i64(), in.i64(), Name.of(in.bytes(1, Name.MAX_BYTES))));
    }
    return new Context(binds);
  }
}
