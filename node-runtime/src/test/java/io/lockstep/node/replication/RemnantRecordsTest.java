package io.lockstep.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.extent.CondensedWrites;
import io.lockstep.journal.extent.Condenser;
import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Extent;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.OperationCodec;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is left of the longest write fits into a record. */
class RemnantRecordsTest {

  private static final long FILE = 2000;
  private static final long OFFSET = 1 << 20;
  private static final int LENGTH = OperationCodec.MAX_DATA_BYTES;

  private final MemorySegment content = MemorySegment.ofArray(random());
  private final Operation.Write write = new Operation.Write(FILE, OFFSET, content);
  private final Entry entry = new Entry(1, 1, 5, write);
  private final RemnantRecords records = new RemnantRecords();

  private static byte[] random() {
    byte[] bytes = new byte[LENGTH];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  /** What is left when these operations follow; null: all of it. */
  private List<Extent> leftBefore(Operation... later) {
    Condenser condenser = new Condenser(1);
    condenser.follow(entry);
    for (int i = 0; i < later.length; i++) {
      condenser.follow(new Entry(1, 2 + i, 6, later[i]));
    }
    CondensedWrites left = condenser.condense();
    return left.leftOf(1);
  }

  private static Operation.Write rewrite(long offset, int bytes) {
    return new Operation.Write(FILE, offset, MemorySegment.ofArray(new byte[bytes]));
  }

  private void assertRecord(List<Extent> left) {
    MemorySegment record = records.of(entry, write, left);
    assertThat(record.byteSize()).isLessThan(OperationCodec.encodedBytes(write));
    Entry found = OperationCodec.decode(record);
    assertThat(found.sequence()).isEqualTo(1);
    Operation.Remnant remnant = (Operation.Remnant) found.operation();
    assertThat(remnant.extents()).isEqualTo(left);
    long at = 0;
    for (Extent extent : left) {
      MemorySegment there = remnant.data().asSlice(at, extent.length());
      assertThat(there.mismatch(content.asSlice(extent.offset() - OFFSET, extent.length())))
          .isEqualTo(-1);
      at += extent.length();
    }
  }

  @Test
  void aMegabyteThatLostAFewBytesAtItsBeginningOrEnd() {
    for (int lost = 1; lost <= 64; lost++) {
      List<Extent> behind = leftBefore(rewrite(OFFSET, lost));
      List<Extent> before = leftBefore(new Operation.Truncate(FILE, OFFSET + LENGTH - lost));
      if (lost <= 12) {
        assertThat(behind).as("lost %d", lost).isNull();
        assertThat(before).as("lost %d", lost).isNull();
      } else {
        assertRecord(behind);
        assertRecord(before);
      }
    }
  }

  @Test
  void aMegabyteThatLostAFewBytesInItsMiddle() {
    for (int lost = 25; lost <= 64; lost++) {
      assertRecord(leftBefore(rewrite(OFFSET + 4096, lost)));
    }
  }

  @Test
  void aMegabyteWithAsManyHolesAsAreWorthNaming() {
    for (int hole = 12; hole <= 14; hole++) {
      int step = 64;
      Operation[] later = new Operation[LENGTH / step];
      for (int i = 0; i < later.length; i++) {
        later[i] = rewrite(OFFSET + (long) step * i, hole);
      }
      List<Extent> left = leftBefore(later);
      if (hole == 12) {
        assertThat(left).isNull();
      } else {
        assertRecord(left);
      }
    }
  }
}
