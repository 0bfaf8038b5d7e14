package io.lockstep.journal.extent;

import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Extent;
import io.lockstep.journal.op.Operation;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** Makes a condensed history of one. */
final class Remnants {

  private Remnants() {}

  static Operation of(Operation operation, CondensedWrites left, Entry entry) {
    boolean whole =
        !(operation instanceof Operation.Write) || left.leftOf(entry.sequence()) == null;
    return whole ? operation : of((Operation.Write) operation, left.leftOf(entry.sequence()));
  }

  private static Operation of(Operation.Write write, List<Extent> extents) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Extent extent : extents) {
      bytes.writeBytes(
          write
              .data()
              .asSlice(extent.offset() - write.offset(), extent.length())
              .toArray(ValueLayout.JAVA_BYTE));
    }
    return new Operation.Remnant(
        write.fileId(), extents, MemorySegment.ofArray(bytes.toByteArray()));
  }
}
