package io.lockstep.node.replication;

/**
 * An operation that has its place in the journal.
 *
 * @param firstSequence of the bindings before it; its own if there are none
 * @param sequence its own
 * @param epoch of the segment it is in
 * @param ticket ends when the peer has it; null if this node answers alone
 */
record Placed(long firstSequence, long sequence, long epoch, Ticket ticket) {

  /** A barrier that waits for a sync which the peer was asked for before. */
  static Placed ahead(long lastSequence, long epoch, Ticket ticket) {
    return new Placed(lastSequence + 1, lastSequence, epoch, ticket);
  }

  boolean isJournaled() {
    return firstSequence <= sequence;
  }
}
