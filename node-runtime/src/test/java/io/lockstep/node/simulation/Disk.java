package io.lockstep.node.simulation;

import io.lockstep.journal.lineage.LineageCodec;
import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.RecordSlots;
import io.lockstep.journal.op.MalformedRecordException;
import java.util.List;
import java.util.function.IntPredicate;

/** What survives the process: the node's record in its two slots, journal and files. */
final class Disk {

  private final NodeRecord fresh;
  private byte[][] slots = {{}, {}};
  private boolean exists;
  private int nextSlot;
  private History history;

  Disk(NodeRecord fresh, IntPredicate isBarrier) {
    this.fresh = fresh;
    this.history = new History(isBarrier);
  }

  private Disk(Disk from) {
    fresh = from.fresh;
    slots = from.slots.clone();
    exists = from.exists;
    nextSlot = from.nextSlot;
    history = from.history.copy();
  }

  History history() {
    return history;
  }

  /** What the product reads when it starts. */
  NodeRecord readRecord() {
    if (!exists) {
      return fresh;
    }
    try {
      RecordSlots.Found found = RecordSlots.newest(List.of(slots[0], slots[1]));
      nextSlot = found.nextSlot();
      return found.record();
    } catch (MalformedRecordException e) {
      throw Invariant.NOTHING_STALE.broken("no sound record is left: %s", e.getMessage());
    }
  }

  void write(NodeRecord record) {
    slots[nextSlot] = LineageCodec.encode(record);
    nextSlot = 1 - nextSlot;
    exists = true;
  }

  /** Power is lost in the middle: the first file comes into being by a rename, or not at all. */
  void tear(NodeRecord record, Chance chance) {
    if (!exists) {
      return;
    }
    byte[] torn = LineageCodec.encode(record);
    byte[] before = slots[nextSlot];
    for (int i = chance.below(torn.length); i < torn.length; i++) {
      torn[i] = i < before.length ? before[i] : 0;
    }
    slots[nextSlot] = torn;
  }

  void losePower(Chance chance) {
    history.losePower(chance);
  }

  /** All of it as it is now. */
  Disk snapshot() {
    return new Disk(this);
  }

  void rollBackTo(Disk snapshot) {
    slots = snapshot.slots.clone();
    exists = snapshot.exists;
    history = snapshot.history.copy();
  }
}
