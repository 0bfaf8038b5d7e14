package io.lockstep.node.replication;

import io.lockstep.journal.op.Operation;

/**
 * An operation that was journaled in a mirrored epoch, and what its worker waits for. Each of the
 * two stages ends once and for all; only {@link AckTracker} ends them.
 */
final class Ticket {

  /** How a stage ended. */
  enum Outcome {
    WAITING,
    /** The peer has it. */
    PEER,
    /** This node goes on by itself, and was granted the right to. */
    ALONE,
    /** This node is no longer entitled to acknowledge. */
    FAILED
  }

  /** What is waited for: every operation for RECEIVED, a barrier then for SYNCED. */
  enum Stage {
    RECEIVED,
    SYNCED
  }

  private final long sequence;
  private final Operation operation;
  private final long sinceNanos;
  private final Thread worker;
  private volatile Outcome received = Outcome.WAITING;
  private volatile Outcome synced = Outcome.WAITING;
  private volatile long aloneEpoch;
  private volatile boolean awaiting;

  Ticket(long sequence, Operation operation, long sinceNanos, Thread worker) {
    this.sequence = sequence;
    this.operation = operation;
    this.sinceNanos = sinceNanos;
    this.worker = worker;
  }

  long sequence() {
    return sequence;
  }

  long sinceNanos() {
    return sinceNanos;
  }

  Thread worker() {
    return worker;
  }

  boolean isBarrier() {
    return operation instanceof Operation.Barrier;
  }

  /** The epoch in which this node goes on alone, after an outcome ALONE. */
  long aloneEpoch() {
    return aloneEpoch;
  }

  Outcome outcome(Stage stage) {
    return stage == Stage.RECEIVED ? received : synced;
  }

  boolean isWaiting(Stage stage) {
    return outcome(stage) == Outcome.WAITING;
  }

  /** Whether the worker is in its waiting loop now, so that it could read the connection. */
  boolean isAwaiting() {
    return awaiting;
  }

  void awaiting(boolean value) {
    awaiting = value;
  }

  /** Ends one stage if it has not ended. */
  void end(Stage stage, Outcome outcome) {
    if (isWaiting(stage)) {
      if (stage == Stage.RECEIVED) {
        received = outcome;
      } else {
        synced = outcome;
      }
    }
  }

  /** Ends whatever has not ended; {@code epoch} is the one of an outcome ALONE. */
  void endAll(Outcome outcome, long epoch) {
    aloneEpoch = epoch;
    end(Stage.RECEIVED, outcome);
    end(Stage.SYNCED, outcome);
  }
}
