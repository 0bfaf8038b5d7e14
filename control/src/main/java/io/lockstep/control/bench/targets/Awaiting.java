package io.lockstep.control.bench.targets;

import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Looks again and again until something is so. For all threads. */
record Awaiting(Duration every, Duration limit) {

  /** Returns when it is reached, or fails at the limit. */
  void until(Callable<Boolean> reached, String what) throws Exception {
    long begin = System.nanoTime();
    while (!reached.call()) {
      if (System.nanoTime() - begin > limit.toNanos()) {
        throw new CliFailure(
            ExitCode.IO, "expected %s within %d s, found none".formatted(what, limit.toSeconds()));
      }
      LockSupport.parkNanos(every.toNanos());
    }
  }
}
