package io.lockstep.node.module;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells the history how far the feeding of a peer is: after ten seconds, then after pauses that
 * double, so that a long one does not fill it. For the role thread.
 */
final class ProgressEvents {

  private static final long FIRST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Consumer<Map<String, Object>> teller;

  /** 0 while nobody is fed. */
  private long pauseNanos;

  private long dueNanos;

  /**
   * Begins with nobody being fed.
   *
   * @param teller takes the facts of an event
   */
  ProgressEvents(Consumer<Map<String, Object>> teller) {
    this.teller = teller;
  }

  /**
   * Looks whether there is something to tell.
   *
   * @param sent so far; empty if nobody is fed
   */
  void look(Optional<Map<String, Object>> sent, long nowNanos) {
    if (sent.isEmpty()) {
      pauseNanos = 0;
    } else if (pauseNanos == 0) {
      pauseUntilNext(FIRST_PAUSE_NANOS, nowNanos);
    } else if (nowNanos - dueNanos >= 0) {
      teller.accept(sent.get());
      pauseUntilNext(2 * pauseNanos, nowNanos);
    }
  }

  private void pauseUntilNext(long nanos, long nowNanos) {
    pauseNanos = nanos;
    dueNanos = nowNanos + nanos;
  }
}
