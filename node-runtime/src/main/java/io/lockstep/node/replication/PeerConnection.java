package io.lockstep.node.replication;

import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;

/** One authenticated TCP connection between the two nodes, for one module. */
public final class PeerConnection implements AutoCloseable {

  private PeerConnection() {}

  /** Begins to receive. Once. */
  public void start(LinkHandler handler) {
    throw new UnsupportedOperationException();
  }

  /** Sends a message that belongs to no epoch. False if the connection is closed. */
  public boolean send(LinkMessage message) {
    return send(0, message);
  }

  /** Sends a message of an epoch. False if the connection is closed. */
  public boolean send(long epoch, LinkMessage message) {
    throw new UnsupportedOperationException();
  }

  /** Sends an encoded journal record as it is. False if the connection is closed. */
  public boolean sendRecord(MemorySegment record) {
    throw new UnsupportedOperationException();
  }

  /** System.nanoTime() of the last received frame. */
  public long lastReceivedNanos() {
    throw new UnsupportedOperationException();
  }

  public boolean isOpen() {
    throw new UnsupportedOperationException();
  }

  public LinkIdentity identity() {
    throw new UnsupportedOperationException();
  }

  /** Receives on the calling thread until {@code done}. See the class comment. */
  boolean readUntil(BooleanSupplier done) {
    throw new UnsupportedOperationException();
  }

  /** Sends Rejected, then closes. */
  public void reject(RejectCode code, String detail) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
