package io.lockstep.node.replication;

import io.lockstep.journal.log.NoSegmentException;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.replication.Ticket.Outcome;
import io.lockstep.node.replication.Ticket.Stage;
import java.util.function.LongConsumer;

/**
 * The product's tickets and its guard of the first answer, for a simulation in which no worker
 * thread waits. One thread.
 */
public final class Acknowledgements {

  private static final Operation CHANGE = new Operation.Bind(1, 1, null);

  private final AckTracker tracker = new AckTracker();
  private final AloneGuard guard;

  /**
   * Without any operation.
   *
   * @param beforeFirstAloneAck see {@link PipelineListener#beforeFirstAloneAck}
   */
  public Acknowledgements(LongConsumer beforeFirstAloneAck) {
    guard = new AloneGuard(new Listener(beforeFirstAloneAck));
  }

  /** An operation that waits. */
  public static final class Waiting {
    private final Ticket ticket;

    private Waiting(Ticket ticket) {
      this.ticket = ticket;
    }

    public long sequence() {
      return ticket.sequence();
    }

    public boolean isReceived() {
      return has(Stage.RECEIVED, Outcome.PEER) || has(Stage.RECEIVED, Outcome.ALONE);
    }

    public boolean isSynced() {
      return has(Stage.SYNCED, Outcome.PEER) || has(Stage.SYNCED, Outcome.ALONE);
    }

    /** Whether it is answered by this node alone, which {@link #admit} must allow first. */
    public boolean isAlone() {
      return has(Stage.RECEIVED, Outcome.ALONE) || has(Stage.SYNCED, Outcome.ALONE);
    }

    public boolean isFailed() {
      return has(Stage.RECEIVED, Outcome.FAILED) || has(Stage.SYNCED, Outcome.FAILED);
    }

    public long aloneEpoch() {
      return ticket.aloneEpoch();
    }

    private boolean has(Stage stage, Outcome outcome) {
      return ticket.outcome(stage) == outcome;
    }
  }

  /** An operation gets its place. */
  public Waiting place(long sequence, boolean barrier, long fileId, long nowNanos) {
    Operation operation = barrier ? new Operation.Barrier(fileId, false) : CHANGE;
    Ticket ticket = new Ticket(sequence, operation, nowNanos, null);
    tracker.add(ticket);
    return new Waiting(ticket);
  }

  /** It has its answer. */
  public void remove(Waiting waiting) {
    tracker.remove(waiting.ticket);
  }

  public void acknowledge(long sequence) {
    tracker.acknowledge(sequence);
  }

  public void synced(long sequence) {
    tracker.sync(sequence);
  }

  public void releaseAlone(long epoch) {
    tracker.releaseAlone(epoch);
  }

  public void failAll() {
    tracker.failAll();
  }

  public void restart(long peerHas) {
    tracker.restart(peerHas);
  }

  /** When it returns, operations of that ALONE epoch may be answered. */
  public void admit(long epoch) {
    guard.admit(epoch);
  }

  /** When the oldest operation that the peer has not received began to wait; 0 if none does. */
  public long oldestWaitingNanos() {
    return tracker.oldestUnreceivedNanos();
  }

  private record Listener(LongConsumer first) implements PipelineListener {
    @Override
    public void beforeFirstAloneAck(long epoch) {
      first.accept(epoch);
    }

    @Override
    public void journalFailed(Throwable cause) {
      throw new IllegalStateException(cause);
    }

    @Override
    public void journalRefuses(NoSegmentException cause) {
      throw cause;
    }

    @Override
    public void localStepRefused(Operation operation, int result) {
      throw new IllegalStateException("not simulated");
    }

    @Override
    public void finishFailed(long sequence, Throwable cause) {
      throw new IllegalStateException(cause);
    }

    @Override
    public void localSyncFailed(long fileId, int result) {
      throw new IllegalStateException("not simulated");
    }
  }
}
