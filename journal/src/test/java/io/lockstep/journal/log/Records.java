package io.lockstep.journal.log;

import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.OperationCodec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.UUID;

/** Records whose content follows from epoch and sequence, so that a reader can tell what it got. */
final class Records {

  private Records() {}

  static SegmentHeader header(long epoch, long firstSequence) {
    return new SegmentHeader(epoch, new UUID(7, epoch), firstSequence);
  }

  static Entry entry(long epoch, long sequence) {
    byte[] data = new byte[(int) (sequence * 37 % 300)];
    new Random(epoch * 1_000_003 + sequence).nextBytes(data);
    return new Entry(
        epoch,
        sequence,
        sequence * 10,
        new Operation.Write(2000 + sequence, sequence * 4096, MemorySegment.ofArray(data)));
  }

  static MemorySegment encode(Arena arena, Entry entry) {
    MemorySegment record = arena.allocate(OperationCodec.encodedBytes(entry.operation()));
    OperationCodec.encode(entry, record, 0);
    return record;
  }

  static void append(Journal journal, long epoch, long from, long to) {
    for (long sequence = from; sequence <= to; sequence++) {
      try (Arena arena = Arena.ofConfined()) {
        journal.append(encode(arena, entry(epoch, sequence)));
      }
    }
  }

  /** Whether the record is exactly {@link #entry} of that epoch and sequence. */
  static boolean isRecord(MemorySegment record, long epoch, long sequence) {
    try (Arena arena = Arena.ofConfined()) {
      return encode(arena, entry(epoch, sequence)).mismatch(record) == -1;
    }
  }

  static byte[] copy(MemorySegment record) {
    return record.toArray(ValueLayout.JAVA_BYTE);
  }
}
