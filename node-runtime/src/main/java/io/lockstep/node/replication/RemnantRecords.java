package io.lockstep.node.replication;

import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Extent;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.OperationCodec;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;

/** Makes the records that stand for writes of which only a part is left. For one thread. */
final class RemnantRecords {

  private final MemorySegment data = direct(OperationCodec.MAX_DATA_BYTES);
  private final MemorySegment record = direct(OperationCodec.MAX_RECORD_BYTES);

  private static MemorySegment direct(int bytes) {
    return MemorySegment.ofBuffer(ByteBuffer.allocateDirect(bytes));
  }

  /** The record of what is left of a write, at its place in the order; valid until the next one. */
  MemorySegment of(Entry entry, Operation.Write write, List<Extent> left) {
    Operation remnant = new Operation.Remnant(write.fileId(), left, gather(write, left));
    Entry shorter = new Entry(entry.epoch(), entry.sequence(), entry.timeNanos(), remnant);
    return record.asSlice(0, OperationCodec.encode(shorter, record, 0));
  }

  private MemorySegment gather(Operation.Write write, List<Extent> left) {
    long at = 0;
    for (Extent extent : left) {
      MemorySegment.copy(write.data(), extent.offset() - write.offset(), data, at, extent.length());
      at += extent.length();
    }
    return data.asSlice(0, at);
  }
}
