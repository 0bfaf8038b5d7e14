package io.lockstep.node.replication;

/**
 * Whether it pays to look again and again before sleeping. That depends on where the scheduler has
 * put the two ends: on cores of their own a spinning reader saves a wake-up; on one core it keeps
 * the peer from doing what it waits for, and always spins in vain. So the policy learns from what
 * happens: spinning in vain soon ends it, and now and then it is tried again. For one thread at a
 * time.
 */
final class SpinPolicy {

  private static final int MAX_SCORE = 32;
  private static final int MISS_COST = 8;

  /** While spinning does not pay, it is tried once in this many waits. */
  private static final int TRY_EVERY = 256;

  private final long spinNanos;
  private int score = MISS_COST;
  private int waits;

  SpinPolicy(long spinNanos) {
    this.spinNanos = spinNanos;
  }

  /** How long to spin this time; 0: sleep at once. */
  long budgetNanos() {
    waits++;
    return score > 0 || waits % TRY_EVERY == 0 ? spinNanos : 0;
  }

  /** Something came while spinning. */
  void hit() {
    score = Math.min(MAX_SCORE, score + 1);
  }

  /** Nothing came while spinning. */
  void miss() {
    score = Math.max(0, score - MISS_COST);
  }
}
