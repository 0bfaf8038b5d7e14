package io.lockstep.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.replication.Ticket.Outcome;
import io.lockstep.node.replication.Ticket.Stage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AckTrackerTest {

  private static final int COUNT = 5;

  private static Ticket ticket(long sequence, boolean barrier) {
    Operation operation =
        barrier ? new Operation.Barrier(2000, false) : new Operation.Truncate(2000, 0);
    return new Ticket(sequence, operation, 100 + sequence, Thread.currentThread());
  }

  /** Tickets 1 to 5, the even ones barriers. */
  private static List<Ticket> tickets(AckTracker tracker) {
    List<Ticket> all = new ArrayList<>();
    for (int s = 1; s <= COUNT; s++) {
      Ticket ticket = ticket(s, s % 2 == 0);
      tracker.add(ticket);
      all.add(ticket);
    }
    return all;
  }

  /** Every cumulative acknowledgement, in every combination with every set of synced barriers. */
  @Test
  void exactlyWhatWasAcknowledgedEnds() {
    for (int acked = 0; acked <= COUNT; acked++) {
      for (int synced = 0; synced < 1 << (COUNT + 1); synced++) {
        AckTracker tracker = new AckTracker();
        List<Ticket> all = tickets(tracker);
        tracker.acknowledge(acked);
        for (int s = 0; s <= COUNT; s++) {
          if ((synced >> s & 1) == 1) {
            tracker.sync(s);
          }
        }
        assertEnded(all, acked, synced);
        assertThat(tracker.acknowledged()).isEqualTo(acked);
        assertThat(tracker.oldestUnreceivedNanos()).isEqualTo(acked == COUNT ? 0 : 101 + acked);
      }
    }
  }

  private static void assertEnded(List<Ticket> all, int acked, int synced) {
    for (Ticket t : all) {
      boolean received = t.sequence() <= acked;
      boolean done = t.isBarrier() && (synced >> t.sequence() & 1) == 1;
      assertThat(t.outcome(Stage.RECEIVED)).isEqualTo(received ? Outcome.PEER : Outcome.WAITING);
      assertThat(t.outcome(Stage.SYNCED)).isEqualTo(done ? Outcome.PEER : Outcome.WAITING);
    }
  }

  @Test
  void anOlderAcknowledgementChangesNothing() {
    AckTracker tracker = new AckTracker();
    tickets(tracker);
    tracker.acknowledge(4);
    tracker.acknowledge(2);
    assertThat(tracker.acknowledged()).isEqualTo(4);
  }

  @Test
  void anAcknowledgementMayComeBeforeItsTicket() {
    AckTracker tracker = new AckTracker();
    tracker.acknowledge(3);
    Ticket late = ticket(3, false);
    tracker.add(late);
    assertThat(late.outcome(Stage.RECEIVED)).isEqualTo(Outcome.PEER);
  }

  @Test
  void goingAloneEndsEverythingThatWaitsAndKeepsWhatThePeerHas() {
    AckTracker tracker = new AckTracker();
    List<Ticket> all = tickets(tracker);
    tracker.acknowledge(2);
    tracker.releaseAlone(9);
    assertThat(all.get(0).outcome(Stage.RECEIVED)).isEqualTo(Outcome.PEER);
    assertThat(all.get(1).outcome(Stage.SYNCED)).isEqualTo(Outcome.ALONE);
    assertThat(all.get(2).outcome(Stage.RECEIVED)).isEqualTo(Outcome.ALONE);
    assertThat(all.get(2).aloneEpoch()).isEqualTo(9);
    assertThat(tracker.oldestUnreceivedNanos()).isZero();
    assertThat(tracker.oldestUnsyncedNanos()).isZero();
  }

  @Test
  void aFailedTicketIsNotRevived() {
    AckTracker tracker = new AckTracker();
    List<Ticket> all = tickets(tracker);
    tracker.failAll();
    tracker.acknowledge(COUNT);
    tracker.releaseAlone(9);
    assertThat(all).allMatch(t -> t.outcome(Stage.RECEIVED) == Outcome.FAILED);
    assertThat(all).allMatch(t -> t.outcome(Stage.SYNCED) == Outcome.FAILED);
  }

  @Test
  void aRemovedTicketIsForgotten() {
    AckTracker tracker = new AckTracker();
    tickets(tracker).forEach(tracker::remove);
    assertThat(tracker.oldestUnreceivedNanos()).isZero();
    assertThat(tracker.oldestUnsyncedNanos()).isZero();
  }
}
