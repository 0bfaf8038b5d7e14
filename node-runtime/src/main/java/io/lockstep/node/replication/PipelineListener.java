package io.lockstep.node.replication;

import io.lockstep.journal.log.NoSegmentException;
import io.lockstep.journal.op.Operation;

/** What the write pipeline tells its module. Called on worker threads. */
public interface PipelineListener {

  /**
   * The current ALONE epoch is about to acknowledge its first operation. Makes that fact durable
   * before it returns; called once for each such epoch, other workers wait meanwhile.
   *
   * @throws RuntimeException if it could not be made durable; nothing is then acknowledged
   */
  void beforeFirstAloneAck(long epoch);

  /** Journaling failed: the operation was answered with -EIO. The gate should be closed. */
  void journalFailed(Throwable cause);

  /**
   * The journal's disk takes no further segment: the operation was answered with -ENOSPC or -EIO,
   * and was never journaled. The gate stays open. Called for each such operation.
   */
  void journalRefuses(NoSegmentException cause);

  /**
   * This node's tree refused an operation (negative errno), which is the application's answer; the
   * peer's tree is equal again. Called for each such operation.
   */
  void localStepRefused(Operation operation, int result);

  /**
   * An operation that the journal holds was answered with -EIO, and is neither in the tree for
   * certain nor taken back there. The gate is closed: a redo must finish it before this node
   * acknowledges anything else.
   */
  void finishFailed(long sequence, Throwable cause);

  /** fsync of the local tree failed (negative errno): the answer tells the application. */
  void localSyncFailed(long fileId, int result);
}
