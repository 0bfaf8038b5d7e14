package io.lockstep.node.application;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keeps an application that fails again and again from being restarted for ever. Pure and
 * immutable; times are nanoseconds of one monotonic clock.
 *
 * @param maxRestarts how many local restarts are allowed within {@link #WINDOW_NANOS}
 * @param restartNanos the restarts that still count, oldest first
 */
public record RestartGuard(int maxRestarts, List<Long> restartNanos) {

  /** 24 hours. */
  public static final long WINDOW_NANOS = TimeUnit.HOURS.toNanos(24);

  public RestartGuard {
    if (maxRestarts < 0) {
      throw new IllegalArgumentException("maxRestarts: expected 0 or more, found " + maxRestarts);
    }
    restartNanos = List.copyOf(restartNanos);
  }

  /** Before the first restart. */
  public RestartGuard(int maxRestarts) {
    this(maxRestarts, List.of());
  }

  /** Whether one more local restart is allowed now. */
  public boolean allows(long nowNanos) {
    return counting(nowNanos).size() < maxRestarts;
  }

  /** The guard after a restart that was made now. */
  public RestartGuard restarted(long nowNanos) {
    List<Long> counted = new ArrayList<>(counting(nowNanos));
    counted.add(nowNanos);
    return new RestartGuard(maxRestarts, counted);
  }

  private List<Long> counting(long nowNanos) {
    return restartNanos.stream().filter(at -> nowNanos - at < WINDOW_NANOS).toList();
  }
}
