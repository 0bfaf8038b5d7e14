package io.lockstep.node.replication;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.replication.Ticket.Outcome;
import io.lockstep.node.replication.Ticket.Stage;
import io.lockstep.node.write.SyncHint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Who waits for which acknowledgement. Acknowledgements are cumulative, syncs of barriers come one
 * by one and in any order. Safe for all threads; nothing here blocks.
 */
final class AckTracker {

  private final Deque<Ticket> unreceived = new ArrayDeque<>();
  private final SortedMap<Long, Ticket> unsynced = new TreeMap<>();
  private final AheadSyncs aheads = new AheadSyncs();
  private volatile long acknowledged;

  /** Takes a waiting operation; in the order of sequences. */
  synchronized void add(Ticket ticket) {
    unreceived.addLast(ticket);
    if (ticket.isBarrier()) {
      unsynced.put(ticket.sequence(), ticket);
    }
    if (ticket.sequence() <= acknowledged) {
      releaseReceived();
    }
  }

  /** The peer is asked to sync a file right after the write with that sequence. */
  synchronized void syncAhead(long fileId, long sequence, boolean dataOnly) {
    aheads.asked(fileId, sequence, dataOnly);
  }

  /** The sync that is expected of a file, as far as the peer was asked for it. */
  synchronized SyncHint expectedSync(long fileId) {
    return aheads.expected(fileId);
  }

  /** An operation gets its place: what was asked for its files does not cover them any more. */
  synchronized void changed(Operation operation) {
    aheads.changed(operation);
  }

  /**
   * The ticket of a barrier that needs no place of its own, since the peer was asked for it ahead
   * and nothing has changed the file since; otherwise null. That it was received is no question: it
   * is not synced before.
   */
  synchronized Ticket takeAhead(Operation.Barrier barrier, long nowNanos, Thread worker) {
    AheadSyncs.Ahead ahead = aheads.take(barrier);
    if (ahead == null) {
      return null;
    }
    Ticket ticket = new Ticket(ahead.sequence(), barrier, nowNanos, worker);
    ticket.end(Stage.RECEIVED, Outcome.PEER);
    if (ahead.isDone()) {
      ticket.end(Stage.SYNCED, Outcome.PEER);
    } else {
      unsynced.put(ahead.sequence(), ticket);
    }
    return ticket;
  }

  /** The worker has its answer, whatever it was. */
  synchronized void remove(Ticket ticket) {
    unreceived.remove(ticket);
    unsynced.values().remove(ticket);
  }

  /** The peer has everything up to {@code sequence}. An older acknowledgement changes nothing. */
  synchronized void acknowledge(long sequence) {
    acknowledged = Math.max(acknowledged, sequence);
    releaseReceived();
  }

  private void releaseReceived() {
    while (!unreceived.isEmpty() && unreceived.peekFirst().sequence() <= acknowledged) {
      Ticket ticket = unreceived.removeFirst();
      ticket.end(Stage.RECEIVED, Outcome.PEER);
      LockSupport.unpark(ticket.worker());
    }
  }

  /** The peer has synced what was asked for with that sequence. Unknown ones are old news. */
  synchronized void sync(long sequence) {
    aheads.done(sequence);
    Ticket ticket = unsynced.remove(sequence);
    if (ticket != null) {
      ticket.end(Stage.SYNCED, Outcome.PEER);
      LockSupport.unpark(ticket.worker());
    }
  }

  /** This node goes on alone: everything that waits belongs to what it acknowledges by itself. */
  void releaseAlone(long epoch) {
    endAll(Outcome.ALONE, epoch);
  }

  /** This node may not acknowledge any more. */
  void failAll() {
    endAll(Outcome.FAILED, 0);
  }

  private synchronized void endAll(Outcome outcome, long epoch) {
    aheads.clear();
    List<Ticket> all = new ArrayList<>(unreceived);
    all.addAll(unsynced.values());
    unreceived.clear();
    unsynced.clear();
    for (Ticket ticket : all) {
      ticket.endAll(outcome, epoch);
      LockSupport.unpark(ticket.worker());
    }
  }

  /** Wakes one worker that waits, so that it may read the connection. */
  synchronized void wakeOne() {
    Ticket next = firstAwaiting();
    if (next != null) {
      LockSupport.unpark(next.worker());
    }
  }

  private Ticket firstAwaiting() {
    for (Ticket ticket : unreceived) {
      if (ticket.isAwaiting()) {
        return ticket;
      }
    }
    for (Ticket ticket : unsynced.values()) {
      if (ticket.isAwaiting()) {
        return ticket;
      }
    }
    return null;
  }

  /** Everything up to here is at the peer. */
  long acknowledged() {
    return acknowledged;
  }

  /** A new epoch: what the peer has is known anew, and may be less than before. */
  synchronized void restart(long peerHas) {
    acknowledged = peerHas;
    aheads.clear();
    releaseReceived();
  }

  /** When the oldest operation that the peer has not received began to wait; 0 if none does. */
  synchronized long oldestUnreceivedNanos() {
    return unreceived.isEmpty() ? 0 : nonZero(unreceived.peekFirst().sinceNanos());
  }

  /** When the oldest barrier that the peer has not synced began to wait; 0 if none does. */
  synchronized long oldestUnsyncedNanos() {
    return unsynced.values().stream()
        .mapToLong(Ticket::sinceNanos)
        .map(AckTracker::nonZero)
        .reduce(0, AckTracker::earlier);
  }

  private static long earlier(long a, long b) {
    return a == 0 || b - a < 0 ? b : a;
  }

  private static long nonZero(long nanos) {
    return nanos == 0 ? 1 : nanos;
  }
}
