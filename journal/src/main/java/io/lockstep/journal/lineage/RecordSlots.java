package io.lockstep.journal.lineage;

import io.lockstep.journal.op.MalformedRecordException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The rule of the two slots of a {@link NodeRecordFile}: the newest sound record counts, and the
 * next one goes to the other slot, so that a torn write leaves the one before. Pure.
 */
public final class RecordSlots {

  private static final int LENGTH_AT = 4;

  private RecordSlots() {}

  /** A sound record and the slot (0 or 1) it is in. */
  public record Found(NodeRecord record, int slot) {

    /** Where the next record is written. */
    public int nextSlot() {
      return 1 - slot;
    }
  }

  /**
   * The newest record. A slot may be longer than what is in it: an older, longer record leaves its
   * end behind.
   *
   * @throws MalformedRecordException if no slot holds a sound one
   */
  public static Found newest(List<byte[]> slots) {
    List<Found> sound = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (int slot = 0; slot < slots.size(); slot++) {
      try {
        sound.add(new Found(LineageCodec.decodeRecord(cut(slots.get(slot), slot)), slot));
      } catch (MalformedRecordException e) {
        problems.add(e.getMessage());
      }
    }
    return sound.stream()
        .max(Comparator.comparingLong(found -> found.record().incarnation()))
        .orElseThrow(() -> new MalformedRecordException(String.join("; ", problems)));
  }

  /** The bytes of a slot as far as its length says. */
  private static byte[] cut(byte[] bytes, int slot) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = bytes.length < LENGTH_AT + 4 ? 0 : in.getInt(LENGTH_AT);
    if (length < 0 || length > bytes.length) {
      throw new MalformedRecordException(
          "slot %d: expected a length up to %d, found %d".formatted(slot, bytes.length, length));
    }
    byte[] record = new byte[length];
    in.get(0, record);
    return record;
  }
}
