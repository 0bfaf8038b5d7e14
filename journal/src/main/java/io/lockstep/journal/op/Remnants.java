package io.lockstep.journal.op;

import io.lockstep.journal.op.Operation.Remnant;
import java.util.ArrayList;
import java.util.List;

/** The fields of a {@link Remnant}, as drawn in {@link OperationCodec}. */
final class Remnants {

  private static final int FIXED_BYTES = 16;

  private static final int BYTES_PER_EXTENT = 12;

  private Remnants() {}

  static int bytes(Remnant op) {
    return Math.toIntExact(
        FIXED_BYTES + (long) BYTES_PER_EXTENT * op.extents().size() + op.data().byteSize());
  }

  static void write(Remnant op, FieldWriter out) {
    out.i64(op.fileId()).i32(op.extents().size()).i32((int) op.data().byteSize());
    op.extents().forEach(extent -> out.i64(extent.offset()).i32(extent.length()));
    out.copy(op.data());
  }

  static Remnant read(FieldReader in) {
    long fileId = in.i64();
    int count = in.i32();
    long dataBytes = Integer.toUnsignedLong(in.i32());
    if (count < 0 || count > OperationCodec.MAX_DATA_BYTES / BYTES_PER_EXTENT) {
      throw new MalformedRecordException(
          "remnant: expected up to %d extents, found %d"
              .formatted(OperationCodec.MAX_DATA_BYTES / BYTES_PER_EXTENT, count));
    }
    return new Remnant(fileId, readExtents(in, count), in.slice(dataBytes));
  }

  private static List<Extent> readExtents(FieldReader in, int count) {
    List<Extent> extents = new ArrayList<>(Math.min(count, 64));
    for (int i = 0; i < count; i++) {
      extents.add(new Extent(in.i64(), in.i32()));
    }
    return extents;
  }
}
