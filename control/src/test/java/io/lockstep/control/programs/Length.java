package io.lockstep.control.programs;

import java.time.Duration;

/** How long programs are used: once, or again and again for {@code lockstep.programs.seconds}. */
final class Length {
  static final int SECONDS = Integer.getInteger("lockstep.programs.seconds", 1);

  private Length() {}

  /** What is to be done at least once. */
  interface Work {
    /**
     * Does it.
     *
     * @param round counted from 1
     */
    void run(int round) throws Exception;
  }

  /** Does it until the time is over, at least once. */
  static void repeat(Work work) throws Exception {
    long began = System.nanoTime();
    int round = 1;
    do {
      work.run(round++);
    } while (System.nanoTime() - began < Duration.ofSeconds(SECONDS).toNanos());
  }
}
