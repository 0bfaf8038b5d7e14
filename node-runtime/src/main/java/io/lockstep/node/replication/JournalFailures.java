package io.lockstep.node.replication;

import io.lockstep.journal.log.NoSegmentException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of an operation that the journal does not take. Safe for all threads. */
final class JournalFailures {

  private static final Logger LOG = LoggerFactory.getLogger(JournalFailures.class);
  private static final int EIO = 5;
  private static final int ENOSPC = 28;

  private final GateControl gate;
  private final PipelineListener listener;

  JournalFailures(GateControl gate, PipelineListener listener) {
    this.gate = gate;
    this.listener = listener;
  }

  /** Nothing was placed: the operation never was, and the next one may find room. */
  int refused(NoSegmentException e) {
    listener.journalRefuses(e);
    return e.isFull() ? -ENOSPC : -EIO;
  }

  /** An InternalError is a page of a mapped file that the disk did not give. */
  int failed(Throwable e) {
    LOG.error("the journal cannot be written, the operation is refused", e);
    gate.shut(EIO);
    listener.journalFailed(e);
    return -EIO;
  }
}
