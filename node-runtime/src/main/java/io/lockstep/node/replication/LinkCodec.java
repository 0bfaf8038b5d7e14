package io.lockstep.node.replication;

import io.lockstep.journal.lineage.LineageCodec;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.replication.LinkMessage.Ack;
import io.lockstep.node.replication.LinkMessage.Applied;
import io.lockstep.node.replication.LinkMessage.BeginSegment;
import io.lockstep.node.replication.LinkMessage.Context;
import io.lockstep.node.replication.LinkMessage.Farewell;
import io.lockstep.node.replication.LinkMessage.HandedOver;
import io.lockstep.node.replication.LinkMessage.Handover;
import io.lockstep.node.replication.LinkMessage.Hello;
import io.lockstep.node.replication.LinkMessage.Join;
import io.lockstep.node.replication.LinkMessage.Joined;
import io.lockstep.node.replication.LinkMessage.Judged;
import io.lockstep.node.replication.LinkMessage.Meet;
import io.lockstep.node.replication.LinkMessage.PeerState;
import io.lockstep.node.replication.LinkMessage.Proof;
import io.lockstep.node.replication.LinkMessage.Rejected;
import io.lockstep.node.replication.LinkMessage.ReplayEnd;
import io.lockstep.node.replication.LinkMessage.StateSync;
import io.lockstep.node.replication.LinkMessage.Synced;
import io.lockstep.node.replication.LinkMessage.Trouble;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes control messages as frames: a header like a journal record's ({@link FrameHeader}), kind
 * 128 and above, then the fields of {@link LinkMessage} in their order. Byte fields and texts carry
 * a u32 length, names of enums are words.
 */
public final class LinkCodec {

  /** Limit of a name of a cluster, module or node, and of an enum word, in bytes of UTF-8. */
  public static final int MAX_NAME_BYTES = 255;

  /** Limit of words for people; longer ones are cut. */
  public static final int MAX_TEXT_BYTES = 4096;

  /** Limit of the payload of {@link StateSync}. */
  public static final int MAX_STATE_BYTES = (1 << 20) + 4096;

  /** How many bindings one {@link Context} frame may carry. */
  public static final int MAX_BINDS = 2048;

  /** Limit of an encoded lineage or node record: 128 epochs with short texts. */
  static final int MAX_LINEAGE_BYTES = 1 << 20;

  /** Bytes of a nonce and of a proof (HMAC-SHA256). */
  static final int SECRET_BYTES = 32;

  /** Limit of a whole control frame. */
  public static final int MAX_FRAME_BYTES = MAX_STATE_BYTES + 4096;

  private LinkCodec() {}

  /** The frame of a message, said in an epoch (0: in none). */
  public static byte[] encode(long epoch, LinkMessage message) {
    FieldWriter out = new FieldWriter();
    int kind = LinkKind.of(message).wire();
    switch (message) {
      case Hello m -> hello(out, m);
      case Proof m -> out.bytes(m.mac());
      case Meet m -> meet(out, m);
      case Judged m -> VerdictFields.write(out, m.verdict());
      case BeginSegment m -> VerdictFields.write(out, m.header());
      case Context m -> context(out, m);
      case Ack m -> out.i64(m.sequence());
      case Synced m -> out.i64(m.sequence());
      case LinkMessage.SyncAhead m -> out.i64(m.sequence()).i64(m.fileId()).flag(m.dataOnly());
      case ReplayEnd m -> out.i64(m.sequence());
      case Applied m -> out.i64(m.sequence());
      case LinkMessage.Condense m -> out.i64(m.wholeFrom());
      case LinkMessage.Condensing m -> out.i64(m.wholeFrom());
      case LinkMessage.Settle m -> out.i64(m.sequence());
      case LinkMessage.Settled m -> out.i64(m.sequence());
      case Trouble m -> out.i64(m.sequence()).i32(m.errno()).text(m.what());
      case Join m ->
          out.bytes(LineageCodec.encode(m.lineage())).uuid(m.moduleId()).i64(m.lastSequence());
      case Joined m -> out.i64(m.epoch());
      case Handover m -> out.bytes(LineageCodec.encode(m.lineage())).i64(m.lastSequence());
      case HandedOver m -> out.i64(m.epoch());
      case Farewell m -> out.flag(m.outdated()).text(m.reason());
      case PeerState m ->
          out.name(m.role().name())
              .name(m.readiness().name())
              .i64(m.lastSequence())
              .i64(m.appliedSequence());
      case Rejected m -> out.u16(m.code().wire()).text(m.detail());
      case StateSync m -> out.bytes(m.payload());
      case LinkMessage.Verify m -> out.i64(m.sequence()).bytes(m.question());
      case LinkMessage.VerifyAside m -> out.bytes(m.question());
      case LinkMessage.VerifyAnswer m -> out.bytes(m.answer());
      case LinkMessage.Offer m -> out.bytes(LineageCodec.encode(m.lineage()));
      case LinkMessage.Accepted _, LinkMessage.HandoverOffer _, LinkMessage.HandoverAccepted _ -> {}
    }
    return out.seal(kind, epoch);
  }

  private static void hello(FieldWriter out, Hello m) {
    out.u16(m.protocolMin()).u16(m.protocolMax());
    out.name(m.cluster()).name(m.module()).name(m.node()).text(m.exclusion()).bytes(m.nonce());
  }

  private static void meet(FieldWriter out, Meet m) {
    Standing s = m.standing();
    out.bytes(LineageCodec.encode(s.record())).u8(s.nodeIndex());
    out.i64(s.firstSequence()).i64(s.lastSequence());
    out.i64(s.appliedSequence()).i64(s.highestApplied());
    out.flag(s.treeTrusted()).flag(s.serving()).flag(s.holdsData());
    out.name(m.role().name()).name(m.readiness().name());
  }

  private static void context(FieldWriter out, Context m) {
    if (m.binds().size() > MAX_BINDS) {
      throw new IllegalArgumentException(
          "context: expected at most " + MAX_BINDS + " binds, found " + m.binds().size());
    }
    out.u16(m.binds().size());
    for (Operation.Bind bind : m.binds()) {
      out.i64(bind.fileId()).i64(bind.parentId()).bytes(bind.name().bytes());
    }
  }

  /** Bindings in as many messages as their number needs. */
  public static List<Context> contexts(List<Operation.Bind> binds) {
    List<Context> frames = new ArrayList<>();
    for (int from = 0; from < binds.size(); from += MAX_BINDS) {
      frames.add(new Context(binds.subList(from, Math.min(binds.size(), from + MAX_BINDS))));
    }
    return frames;
  }
}
