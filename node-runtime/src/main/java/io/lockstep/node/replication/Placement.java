package io.lockstep.node.replication;

import io.lockstep.journal.log.AppliedMap;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.write.SyncHint;

/** Gives operations their place in the journal. All of it with the append lock held. */
final class Placement {

  private final GateControl gate;
  private final RecordWriter writer;
  private final AckTracker tracker;
  private final AppliedMap applied;

  Placement(GateControl gate, RecordWriter writer, AckTracker tracker, AppliedMap applied) {
    this.gate = gate;
    this.writer = writer;
    this.tracker = tracker;
    this.applied = applied;
  }

  /** Journals it and sends it, if there is a peer; a barrier may need neither. */
  Placed place(Operation operation, long timeNanos, SyncHint hint) {
    boolean mirrored = gate.mirroredEpoch() != 0;
    if (mirrored && operation instanceof Operation.Barrier barrier) {
      Ticket ahead = tracker.takeAhead(barrier, System.nanoTime(), Thread.currentThread());
      if (ahead != null) {
        return Placed.ahead(writer.lastSequence(), writer.segment().epoch(), ahead);
      }
    }
    SyncHint expected = mirrored ? expectedSync(operation, hint) : SyncHint.NONE;
    Placed placed = journal(operation, timeNanos, mirrored);
    if (expected != SyncHint.NONE) {
      askAhead(
          ((Operation.OfFile) operation).fileId(), placed.sequence(), expected == SyncHint.DATA);
    }
    return placed;
  }

  /**
   * With a write-back cache the kernel sends a file's times between its pages and the fsync: a sync
   * that was expected before is so still.
   */
  private SyncHint expectedSync(Operation operation, SyncHint hint) {
    return operation instanceof Operation.SetAttributes set
        ? tracker.expectedSync(set.fileId())
        : hint;
  }

  /** Noted before it is sent: the answer may be back before this thread runs on. */
  private void askAhead(long fileId, long sequence, boolean dataOnly) {
    tracker.syncAhead(fileId, sequence, dataOnly);
    writer.syncAhead(fileId, dataOnly);
  }

  private Placed journal(Operation operation, long timeNanos, boolean mirrored) {
    long first = writer.lastSequence() + 1;
    long sequence = writer.prepare(operation, timeNanos);
    return append(operation, timeNanos, first, mirrored ? ticket(operation, sequence) : null);
  }

  /**
   * The same for what this tree shows already, while mirrored. Counted as applied before it is in
   * the journal: a redo of it here, after a kill in between, could take away what is to be
   * described next.
   */
  Placed placeAsDone(Operation operation, long timeNanos) {
    long first = writer.lastSequence() + 1;
    long sequence = writer.prepare(operation, timeNanos);
    for (long s = first; s <= sequence; s++) {
      applied.skipped(s);
    }
    return append(operation, timeNanos, first, ticket(operation, sequence));
  }

  /** Filed before it is sent: the answer may be back before this thread runs on. */
  private Ticket ticket(Operation operation, long sequence) {
    tracker.changed(operation);
    Ticket ticket = new Ticket(sequence, operation, System.nanoTime(), Thread.currentThread());
    tracker.add(ticket);
    return ticket;
  }

  private Placed append(Operation operation, long timeNanos, long first, Ticket ticket) {
    writer.append(operation, timeNanos);
    return new Placed(first, writer.lastSequence(), writer.segment().epoch(), ticket);
  }
}
