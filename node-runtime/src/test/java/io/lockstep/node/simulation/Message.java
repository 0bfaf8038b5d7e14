package io.lockstep.node.simulation;

import io.lockstep.journal.lineage.Lineage;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.journal.lineage.Verdict;
import java.util.UUID;

/** What crosses a connection. */
sealed interface Message {
  record Meet(Standing standing) implements Message {}

  record Judged(Verdict verdict) implements Message {}

  record BeginSegment(SimulatedJournal.Header header) implements Message {}

  record Record(long epoch, long sequence, int operation) implements Message {}

  record Ack(long epoch, long sequence) implements Message {}

  record Synced(long epoch, long sequence) implements Message {}

  record ReplayEnd(long sequence) implements Message {}

  record Applied(long sequence) implements Message {}

  /** A part of the source's tree, the first {@code operations} of it. */
  record Content(SimulatedTree tree, int operations, boolean last) implements Message {}

  record Offer(Lineage lineage) implements Message {}

  record Accepted() implements Message {}

  record HandoverOffer() implements Message {}

  record HandoverAccepted() implements Message {}

  record Join(Lineage lineage, UUID moduleId, long last) implements Message {}

  record Joined(long epoch) implements Message {}

  record Handover(Lineage lineage, long last) implements Message {}

  record HandedOver(long epoch) implements Message {}

  record Farewell(boolean outdated, String reason) implements Message {}

  /** The other end was closed: what was sent before has arrived. */
  record End(String why) implements Message {}
}
