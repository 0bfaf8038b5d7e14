package io.lockstep.node.replication;

/** What a receiver tells its module. Called on the reading thread or a sync thread. */
public interface ReceiverListener {

  /**
   * An operation that was acknowledged cannot be applied: this tree is INCONSISTENT from now on.
   * The connection is closed by the receiver.
   */
  void applyFailed(long sequence, int errno, String what);

  /** The journal cannot be written; nothing of the batch was acknowledged. */
  void journalFailed(long sequence, Throwable cause);

  /**
   * This node cannot take more for now, for want of room or of a writable disk: nothing that was
   * acknowledged is lost, what could not be applied is in the journal.
   */
  void unable(String why);

  /** fsync failed: what it covered may never reach the disk (never retried). */
  void syncFailed(long sequence, int errno);

  /** The peer sent something that was refused. */
  void refused(RejectCode code, String detail);
}
