package io.lockstep.node.replication;

/** Has the first acknowledgement of each ALONE epoch made durable before it is given. */
final class AloneGuard {

  private final PipelineListener listener;
  private volatile long durableEpoch;

  AloneGuard(PipelineListener listener) {
    this.listener = listener;
  }

  /**
   * Operations of this epoch may be acknowledged when it returns.
   *
   * @throws IllegalStateException if that could not be noted durably: nothing may be acknowledged
   */
  void admit(long epoch) {
    if (durableEpoch != epoch) {
      makeDurable(epoch);
    }
  }

  private synchronized void makeDurable(long epoch) {
    if (durableEpoch == epoch) {
      return;
    }
    try {
      listener.beforeFirstAloneAck(epoch);
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "the first use of epoch " + epoch + " cannot be noted durably: " + e.getMessage(), e);
    }
    durableEpoch = epoch;
  }
}
