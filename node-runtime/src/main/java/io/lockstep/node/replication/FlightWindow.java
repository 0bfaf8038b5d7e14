package io.lockstep.node.replication;

import java.util.ArrayDeque;
import java.util.Deque;

/** Bytes sent and not yet acknowledged, kept within a limit. Not thread-safe. */
final class FlightWindow {

  private record Sent(long sequence, long bytes) {}

  private final Deque<Sent> inFlight = new ArrayDeque<>();
  private final long maxBytes;
  private long bytes;
  private long acknowledged;

  FlightWindow(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Whether something more may be sent: always when nothing is in flight. */
  boolean hasRoom() {
    return bytes < maxBytes;
  }

  void sent(long sequence, long recordBytes) {
    if (sequence > acknowledged) {
      inFlight.addLast(new Sent(sequence, recordBytes));
      bytes += recordBytes;
    }
  }

  void acknowledge(long sequence) {
    acknowledged = Math.max(acknowledged, sequence);
    while (!inFlight.isEmpty() && inFlight.peekFirst().sequence() <= acknowledged) {
      bytes -= inFlight.removeFirst().bytes();
    }
  }

  boolean isEmpty() {
    return inFlight.isEmpty();
  }

  long bytes() {
    return bytes;
  }
}
