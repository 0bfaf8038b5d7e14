package io.lockstep.node.replication;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the first acknowledgement of each ALONE epoch made durable before it is given. */
final class AloneGuard {

  private static final Logger LOG = LoggerFactory.getLogger(AloneGuard.class);

  private final PipelineListener listener;
  private volatile long durableEpoch;

  AloneGuard(PipelineListener listener) {
    this.listener = listener;
  }

  /** Whether operations of this epoch may be acknowledged. */
  boolean admit(long epoch) {
    return durableEpoch == epoch || makeDurable(epoch);
  }

  private synchronized boolean makeDurable(long epoch) {
    if (durableEpoch == epoch) {
      return true;
    }
    try {
      listener.beforeFirstAloneAck(epoch);
      durableEpoch = epoch;
      return true;
    } catch (RuntimeException e) {
      LOG.error("the first write of epoch {} is refused: it cannot be noted durably", epoch, e);
      return false;
    }
  }
}
