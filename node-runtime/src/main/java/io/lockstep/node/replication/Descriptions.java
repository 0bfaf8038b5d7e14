package io.lockstep.node.replication;

import io.lockstep.journal.log.AppliedMap;
import io.lockstep.journal.log.NoSegmentException;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.replication.Ticket.Stage;
import io.lockstep.node.write.SyncHint;
import java.util.List;
import java.util.Optional;

/**
 * Tells the peer by operations how this node's tree is, where it may be otherwise there: after a
 * local step that failed, or when a comparison has shown it. Workers and a verification's thread.
 */
final class Descriptions {

  private final GateControl gate;
  private final RecordWriter writer;
  private final Placement placement;
  private final Entitlement entitlement;
  private final AckTracker tracker;
  private final InFlight inFlight;
  private final AppliedMap applied;
  private final JournalFailures failures;

  Descriptions(
      GateControl gate,
      RecordWriter writer,
      Placement placement,
      Entitlement entitlement,
      AckTracker tracker,
      InFlight inFlight,
      AppliedMap applied,
      JournalFailures failures) {
    this.gate = gate;
    this.writer = writer;
    this.placement = placement;
    this.entitlement = entitlement;
    this.tracker = tracker;
    this.inFlight = inFlight;
    this.applied = applied;
    this.failures = failures;
  }

  /**
   * Makes a peer equal again that has applied what this tree refused, or will be sent it when it
   * returns.
   *
   * @return false if that could not be done
   */
  boolean heal(List<Operation> healing, long timeNanos) {
    for (Operation operation : healing) {
      Optional<Placed> placed = placeHealing(operation, timeNanos);
      if (placed.isEmpty() || !isReceived(placed.get())) {
        return false;
      }
      if (placed.get().ticket() != null) {
        tracker.remove(placed.get().ticket());
      }
      for (long s = placed.get().firstSequence(); s <= placed.get().sequence(); s++) {
        applied.skipped(s);
      }
    }
    return true;
  }

  private Optional<Placed> placeHealing(Operation healing, long timeNanos) {
    if (gate.enter(true) != 0) {
      return Optional.empty();
    }
    try {
      writer.continueJournal();
      return Optional.of(placement.place(healing, timeNanos, SyncHint.NONE));
    } catch (RuntimeException | InternalError e) {
      failures.failed(e);
      return Optional.empty();
    } finally {
      gate.exit();
    }
  }

  /** See {@link FileHold#describe}. */
  boolean describe(Operation operation, long timeNanos) {
    Optional<Placed> placed = placeDescription(operation, timeNanos);
    if (placed.isEmpty()) {
      return false;
    }
    try {
      return isReceived(placed.get());
    } finally {
      tracker.remove(placed.get().ticket());
      inFlight.leave();
    }
  }

  private Optional<Placed> placeDescription(Operation operation, long timeNanos) {
    if (gate.enter(false) != 0) {
      return Optional.empty();
    }
    try {
      return mayBePlaced(operation)
          ? Optional.of(placeAsDone(operation, timeNanos))
          : Optional.empty();
    } catch (RuntimeException | InternalError e) {
      failures.failed(e);
      return Optional.empty();
    } finally {
      gate.exit();
    }
  }

  private boolean mayBePlaced(Operation operation) {
    if (gate.mirroredEpoch() == 0 || !writer.isNamed(operation)) {
      return false;
    }
    try {
      writer.continueJournal();
      return true;
    } catch (NoSegmentException e) {
      // Only here nothing has happened yet. Behind this its sequence counts as applied: one that is
      // then not journaled must not be given to the next operation.
      failures.refused(e);
      return false;
    }
  }

  private Placed placeAsDone(Operation operation, long timeNanos) {
    Placed placed = placement.placeAsDone(operation, timeNanos);
    inFlight.enter();
    return placed;
  }

  private boolean isReceived(Placed placed) {
    return entitlement.await(placed.ticket(), placed.epoch(), Stage.RECEIVED);
  }
}
