package io.lockstep.node.replication;

import io.lockstep.node.replication.Ticket.Outcome;
import io.lockstep.node.replication.Ticket.Stage;
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

  /** The peer has carried out the barrier. Unknown sequences are old news. */
  synchronized void sync(long sequence) {
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
