package io.lockstep.node.replication;

import io.lockstep.node.replication.Ticket.Outcome;
import io.lockstep.node.replication.Ticket.Stage;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether a worker may go on with an operation that was journaled: it waits for what the epoch
 * demands. See {@link WritePipeline}. All threads.
 */
final class Entitlement {

  private final GateControl gate;
  private final AloneGuard aloneGuard;

  Entitlement(GateControl gate, AloneGuard aloneGuard) {
    this.gate = gate;
    this.aloneGuard = aloneGuard;
  }

  /**
   * Waits until the stage of the ticket has ended.
   *
   * @param ticket null if the operation was journaled in the ALONE epoch {@code epoch}
   */
  boolean await(Ticket ticket, long epoch, Stage stage) {
    if (ticket == null) {
      aloneGuard.admit(epoch);
      return true;
    }
    return switch (outcome(ticket, stage)) {
      case PEER -> true;
      case ALONE -> {
        aloneGuard.admit(ticket.aloneEpoch());
        yield true;
      }
      case FAILED, WAITING -> false;
    };
  }

  /**
   * Reads the connection meanwhile if nobody else does. Whoever ends a stage does so before it
   * unparks the worker, so no wake-up is lost.
   */
  private Outcome outcome(Ticket ticket, Stage stage) {
    if (!ticket.isWaiting(stage)) {
      return ticket.outcome(stage);
    }
    ticket.awaiting(true);
    while (ticket.isWaiting(stage)) {
      PeerConnection connection = gate.connection();
      boolean read = connection != null && connection.readUntil(() -> !ticket.isWaiting(stage));
      if (!read && ticket.isWaiting(stage)) {
        LockSupport.park(this);
      }
    }
    ticket.awaiting(false);
    return ticket.outcome(stage);
  }
}
