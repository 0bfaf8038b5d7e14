package io.lockstep.node.guardian;

import io.lockstep.node.posix.Processes.Ending;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Decides what follows the end of a daemon. Time is an argument. For one thread.
 *
 * <p>A daemon that ends by itself and leaves no mount behind has ended in order, whatever its exit
 * code. One that was killed, or that ended while mounts of it are kept, has crashed.
 */
final class RestartPolicy {

  /** More crashes than these within the window, and there is no point in another start. */
  private static final int MAX_RESTARTS = 5;

  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long RETRY_MILLIS = 300;
  private static final String FAILOVER = "failover";
  private static final long STANDARD_LIMIT_MILLIS = 10_000;

  private final Deque<Long> crashes = new ArrayDeque<>();
  private long firstCrashNanos;

  /** What is to be done. */
  sealed interface Decision {
    /** The guardian ends with it. */
    record End() implements Decision {}

    /** The daemon is started again, after a while. */
    record Restart(long delayMillis) implements Decision {}

    /** It will not come back. */
    record GiveUp(String why) implements Decision {}
  }

  /** What the daemon has left about itself, as {@code Guarded.policy} wrote it. */
  record Wish(boolean resumes, long limitMillis) {
    static Wish of(List<String> words) {
      return words.size() == 2
          ? new Wish(!words.getFirst().equals(FAILOVER), Long.parseLong(words.getLast()))
          : new Wish(true, STANDARD_LIMIT_MILLIS);
    }
  }

  /** Since when the daemon's application has been waiting, of System.nanoTime. */
  long firstCrashNanos() {
    return firstCrashNanos;
  }

  /** The daemon has done what it came back for. */
  void settled() {
    firstCrashNanos = 0;
  }

  /** When the daemon must have come back, of System.nanoTime; 0 if it is not expected to. */
  long deadlineNanos(Wish wish) {
    return firstCrashNanos == 0
        ? 0
        : firstCrashNanos + TimeUnit.MILLISECONDS.toNanos(wish.limitMillis());
  }

  /**
   * A daemon has ended.
   *
   * @param leftMounts whether mounts of it are kept
   * @param told whether the guardian was told to end
   */
  Decision ended(Ending ending, boolean leftMounts, boolean told, Wish wish, long nowNanos) {
    boolean crashed = ending.signal() != 0 || leftMounts;
    if (told || !crashed) {
      return leftMounts
          ? new Decision.GiveUp("told to end, and the daemon did not end in order")
          : new Decision.End();
    }
    if (!wish.resumes()) {
      return new Decision.GiveUp("the daemon was killed, and it is not wished to come back");
    }
    return crashed(wish, nowNanos, ending.signal() != 0 && firstCrashNanos == 0);
  }

  private Decision crashed(Wish wish, long nowNanos, boolean fresh) {
    crashes.add(nowNanos);
    crashes.removeIf(at -> nowNanos - at > WINDOW_NANOS);
    if (crashes.size() > MAX_RESTARTS) {
      return new Decision.GiveUp(crashes.size() + " crashes within 60 s");
    }
    if (firstCrashNanos == 0) {
      firstCrashNanos = nowNanos;
    }
    if (nowNanos - deadlineNanos(wish) >= 0) {
      return new Decision.GiveUp("not back within " + wish.limitMillis() + " ms");
    }
    return new Decision.Restart(fresh ? 0 : RETRY_MILLIS);
  }
}
