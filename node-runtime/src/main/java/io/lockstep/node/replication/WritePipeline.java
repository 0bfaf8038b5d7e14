package io.lockstep.node.replication;

import io.lockstep.journal.log.AppliedMap;
import io.lockstep.journal.log.Journal;
import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.write.NameSource;
import io.lockstep.node.write.WritePath;

/** The primary's write path. The gate is closed (-EIO) at first. */
public final class WritePipeline implements WritePath, AutoCloseable {

  public WritePipeline(
      Journal journal,
      AppliedMap applied,
      NameSource names,
      Healer healer,
      PipelineListener listener) {}

  @Override
  public int execute(Operation operation, long timeNanos, LocalStep localStep) {
    throw new UnsupportedOperationException();
  }

  /** New operations wait. No effect when closed. */
  public void freeze() {
    throw new UnsupportedOperationException();
  }

  /** Takes a freeze in an ALONE epoch back (a replay that failed in its hold). */
  public void thaw() {
    throw new UnsupportedOperationException();
  }

  /** Everybody, also those who wait, gets this (positive) errno... waiting ones get EIO. */
  public void closeGate(int errno) {
    throw new UnsupportedOperationException();
  }

  public void openAlone(SegmentHeader header) {
    throw new UnsupportedOperationException();
  }

  public void openMirrored(SegmentHeader header, PeerConnection connection) {
    throw new UnsupportedOperationException();
  }

  /** Same epoch after a reconnect. */
  public void resumeMirrored(PeerConnection connection, long peerLastSequence) {
    throw new UnsupportedOperationException();
  }

  /** After freeze: whether everything appended was acknowledged and locally applied in time. */
  public boolean drain(long timeoutMillis) {
    throw new UnsupportedOperationException();
  }

  /** From the handler: {@link LinkMessage.Ack}. Other epochs are ignored. */
  public void acknowledged(long epoch, long sequence) {
    throw new UnsupportedOperationException();
  }

  /** From the handler: {@link LinkMessage.Synced}. */
  public void synced(long epoch, long sequence) {
    throw new UnsupportedOperationException();
  }

  public long lastSequence() {
    throw new UnsupportedOperationException();
  }

  public long acknowledgedSequence() {
    throw new UnsupportedOperationException();
  }

  /** System.nanoTime() since when the oldest unacknowledged operation waits; 0 if none does. */
  public long oldestWaitingNanos() {
    throw new UnsupportedOperationException();
  }

  /** The same for barriers that wait for the peer's disk. */
  public long oldestUnsyncedNanos() {
    throw new UnsupportedOperationException();
  }

  /** Closes the gate (-EIO) and frees the scratch memory. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
