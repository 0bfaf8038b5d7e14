package io.lockstep.node.membership;

import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks regularly whether the arbiter answers, so that its absence is known before it is needed,
 * and its first question in a failure is not the first one of the process. One thread of its own.
 */
public final class ArbiterWatch implements AutoCloseable {

  /** What is told; called on the watch's thread. */
  public interface Listener {
    /** It did not answer twice in a row. */
    void unreachable(String why);

    /** It answers again. */
    void reachable();
  }

  private static final long EVERY_MILLIS = 10_000;
  private static final int MISSES = 2;

  private final ArbiterClient arbiter;
  private final String cluster;
  private final Listener listener;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("arbiter-watch").factory());
  private int misses;

  private ArbiterWatch(ArbiterClient arbiter, String cluster, Listener listener) {
    this.arbiter = arbiter;
    this.cluster = cluster;
    this.listener = listener;
  }

  /** Begins to look, every 10 s. The client stays the caller's. */
  public static ArbiterWatch start(ArbiterClient arbiter, String cluster, Listener listener) {
    ArbiterWatch watch = new ArbiterWatch(arbiter, cluster, listener);
    watch.thread.scheduleWithFixedDelay(watch::look, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    return watch;
  }

  /** One look, on the watch's thread. */
  void look() {
    Optional<String> failure = arbiter.look(cluster);
    if (failure.isEmpty()) {
      if (misses >= MISSES) {
        listener.reachable();
      }
      misses = 0;
      return;
    }
    misses++;
    if (misses == MISSES) {
      listener.unreachable(failure.get());
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
