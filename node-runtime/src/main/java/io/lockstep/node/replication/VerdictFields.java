package io.lockstep.node.replication;

import io.lockstep.journal.lineage.Verdict;
import io.lockstep.journal.log.SegmentHeader;

/** Fields of a verdict and of a segment header. */
final class VerdictFields {

  private static final int SOURCE = 1;
  private static final int TARGET = 2;
  private static final int SPLIT = 3;
  private static final int MANUAL = 4;
  private static final int REFUSE = 5;

  private VerdictFields() {}

  static void write(FieldWriter out, Verdict verdict) {
    switch (verdict) {
      case Verdict.Source v ->
          out.u8(SOURCE).name(v.method().name()).i64(v.commonSequence()).text(v.why());
      case Verdict.Target v ->
          out.u8(TARGET).name(v.method().name()).i64(v.commonSequence()).text(v.why());
      case Verdict.Split v -> out.u8(SPLIT).i64(v.commonSequence()).text(v.why());
      case Verdict.Manual v -> out.u8(MANUAL).text(v.why());
      case Verdict.Refuse v -> out.u8(REFUSE).text(v.why());
    }
  }

  static Verdict readVerdict(FieldReader in) {
    int kind = in.u8();
    return switch (kind) {
      case SOURCE -> new Verdict.Source(in.word(Verdict.Method.class), in.i64(), in.text());
      case TARGET -> new Verdict.Target(in.word(Verdict.Method.class), in.i64(), in.text());
      case SPLIT -> new Verdict.Split(in.i64(), in.text());
      case MANUAL -> new Verdict.Manual(in.text());
      case REFUSE -> new Verdict.Refuse(in.text());
      default -> throw new MalformedFrameException("verdict: expected 1 to 5, found " + kind);
    };
  }

  static void write(FieldWriter out, SegmentHeader header) {
    out.i64(header.epoch()).uuid(header.epochId()).i64(header.firstSequence());
  }

  static SegmentHeader readSegment(FieldReader in) {
    SegmentHeader header = new SegmentHeader(in.i64(), in.uuid(), in.i64());
    if (header.epoch() < 1 || header.firstSequence() < 1) {
      throw new MalformedFrameException(
          "segment: expected epoch and first sequence from 1, found " + header);
    }
    return header;
  }
}
