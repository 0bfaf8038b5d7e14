package io.lockstep.control.bench.load;

import java.time.Duration;

/**
 * How much one run of a workload does.
 *
 * @param burst how long operations are repeated
 * @param files at most so many are created, looked at, renamed and removed one by one
 * @param treeFiles in the tree that is unpacked and copied
 * @param randomMib size of the file for random access, and of the one for cached reads
 * @param sequentialMib written and read in sequence
 * @param pgbenchScale units of 100,000 accounts
 */
public record Sizes(
    Duration burst, int files, int treeFiles, int randomMib, int sequentialMib, int pgbenchScale) {

  /** For figures. */
  public static Sizes full(Duration burst) {
    return new Sizes(burst, 10_000, 5_000, 64, 256, 5);
  }

  /** To see that everything works. */
  public static Sizes small(Duration burst) {
    return new Sizes(burst, 200, 50, 4, 8, 1);
  }

  /** With half the burst: enough to warm up. */
  public Sizes halfBurst() {
    return new Sizes(burst.dividedBy(2), files, treeFiles, randomMib, sequentialMib, pgbenchScale);
  }
}
