package io.lockstep.node.replication;

import io.lockstep.journal.log.AppliedMap;
import io.lockstep.journal.log.Journal;
import java.lang.foreign.MemorySegment;

/** The mirror's (or target's) side of the record stream. One for each connection. */
public final class Receiver implements AutoCloseable {

  /** {@code minEpoch}: records and segments of an older epoch are refused. */
  public Receiver(
      Journal journal,
      AppliedMap applied,
      TreeApplier tree,
      PeerConnection connection,
      ReceiverListener listener,
      long minEpoch) {}

  /** Delegate of {@link LinkHandler#message}; false if the message is not for the receiver. */
  public boolean message(long epoch, LinkMessage message) {
    throw new UnsupportedOperationException();
  }

  /** Delegate of {@link LinkHandler#record}. */
  public void record(MemorySegment record) {
    throw new UnsupportedOperationException();
  }

  /** Delegate of {@link LinkHandler#batchEnd}. */
  public void batchEnd() {
    throw new UnsupportedOperationException();
  }

  /** Records and segments of an epoch below this one are refused from now on. */
  public void requireEpoch(long epoch) {
    throw new UnsupportedOperationException();
  }

  public long lastSequence() {
    throw new UnsupportedOperationException();
  }

  public long appliedSequence() {
    throw new UnsupportedOperationException();
  }

  /** All received is applied and all its fsyncs are done. */
  public boolean awaitQuiet(long timeoutMillis) {
    throw new UnsupportedOperationException();
  }

  /** After it returns nothing is journaled, acknowledged or applied any more. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
