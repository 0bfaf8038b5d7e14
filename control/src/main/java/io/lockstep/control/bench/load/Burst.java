package io.lockstep.control.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/** Repeats an operation for a time and keeps how long each took. */
record Burst(Duration length, int operationLimit) {

  /** One operation; {@code index} counts from 0. */
  @FunctionalInterface
  interface Step {
    void run(int index) throws IOException;
  }

  Figures run(Step step) throws IOException {
    long[] nanos = new long[operationLimit];
    long begin = System.nanoTime();
    long now = begin;
    int done = 0;
    while (done < operationLimit && now - begin < length.toNanos()) {
      step.run(done);
      long after = System.nanoTime();
      nanos[done++] = after - now;
      now = after;
    }
    return Figures.ofOperations(Arrays.copyOf(nanos, done), now - begin);
  }
}
