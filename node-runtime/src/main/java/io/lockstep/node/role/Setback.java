package io.lockstep.node.role;

/**
 * Why a node takes no part for a while, although it is there: it could not mirror, be brought up to
 * date, or carry out an action. Each one in a row doubles the pause before the next attempt, so
 * that a cause that stays (a full disk, a name that the file system does not take) costs neither
 * node more than an attempt a minute.
 *
 * @param why empty: nothing is in the way
 * @param atMillis when it happened
 * @param retryAtMillis when the next attempt may begin
 * @param inRow how many there were without a quiet time in between
 */
record Setback(String why, long atMillis, long retryAtMillis, int inRow) {

  static final Setback NONE = new Setback("", 0, 0, 0);

  private static final long FIRST_PAUSE_MILLIS = 500;
  private static final int MAX_DOUBLINGS = 7;

  /** Longer than the longest pause: what comes later is a new story. */
  private static final long FORGOTTEN_AFTER_MILLIS = 180_000;

  boolean isInTheWay() {
    return !why.isEmpty();
  }

  /** One more. */
  Setback next(String reason, long nowMillis) {
    boolean sameStory = inRow > 0 && nowMillis - atMillis < FORGOTTEN_AFTER_MILLIS;
    int count = sameStory ? inRow + 1 : 1;
    long pause = FIRST_PAUSE_MILLIS << Math.min(count - 1, MAX_DOUBLINGS);
    return new Setback(reason, nowMillis, nowMillis + pause, count);
  }

  /** The next attempt begins; that there was a setback is not forgotten. */
  Setback over() {
    return new Setback("", atMillis, retryAtMillis, inRow);
  }

  /** The cause seems to be gone. */
  Setback retryAt(long millis) {
    return new Setback(why, atMillis, Math.min(retryAtMillis, millis), inRow);
  }
}
