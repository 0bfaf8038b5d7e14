package io.lockstep.node.replication;

import java.lang.foreign.MemorySegment;

/**
 * Takes what a connection receives. One thread calls it at a time, not always the same one: on a
 * primary a worker that waits for an acknowledgement reads the connection itself. So a handler
 * never blocks on the network or on a lock that a worker may hold while it sends.
 *
 * <p>An exception from any method closes the connection: with {@link CloseReason#PROTOCOL} if it
 * says that bytes are malformed ({@link MalformedFrameException}, {@code
 * MalformedRecordException}), otherwise with {@link CloseReason#FAILURE}.
 */
public interface LinkHandler {

  /** A control message; {@code epoch} is the one in its header. */
  void message(long epoch, LinkMessage message);

  /**
   * A journal record. Only its length has been checked: decoding it checks the rest. The memory is
   * valid until {@link #batchEnd} returns.
   */
  void record(MemorySegment record);

  /** All complete frames that had arrived have been delivered. */
  void batchEnd();

  /** Last call, exactly once, from the connection's own reader thread. */
  void closed(CloseReason reason, String why);
}
