package io.lockstep.node.replication;

/**
 * Whether it pays to look again and again before sleeping: yes while what is awaited tends to come
 * within the time one is willing to spin. For one thread at a time.
 */
final class SpinPolicy {

  private static final int MAX_SCORE = 16;

  private final long spinNanos;
  private int score = MAX_SCORE / 2;

  SpinPolicy(long spinNanos) {
    this.spinNanos = spinNanos;
  }

  /** How long to spin now; 0 if it does not pay. */
  long budgetNanos() {
    return score > 0 ? spinNanos : 0;
  }

  /** Something came while spinning. */
  void hit() {
    score = Math.min(MAX_SCORE, score + 1);
  }

  /** Nothing came while spinning. */
  void miss() {
    score = Math.max(0, score - 1);
  }

  /**
   * Something came while asleep. Had it come a little sooner, spinning would have caught it: a
   * wake-up itself takes about as long as one spins.
   */
  void awoke(long waitedNanos) {
    if (waitedNanos < 2 * spinNanos) {
      hit();
    }
  }
}
