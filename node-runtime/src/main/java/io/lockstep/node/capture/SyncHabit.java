package io.lockstep.node.capture;

import io.lockstep.node.write.SyncHint;

/**
 * How a file is used: a write-ahead log is written a constant number of times, then synced. Once
 * that was so twice in a row, the next sync is expected after as many writes. All threads.
 */
final class SyncHabit {

  /** More writes than these before a sync are no habit worth knowing. */
  private static final int MAX_WRITES = 64;

  private int writes;
  private int lastWrites;
  private int expectedAfter;
  private boolean dataOnly;

  /** A write, and whether a sync is expected next. */
  synchronized SyncHint wrote() {
    writes = Math.min(writes + 1, MAX_WRITES + 1);
    return writes == expectedAfter ? SyncHint.of(dataOnly) : SyncHint.NONE;
  }

  /** A sync. One without a write before says nothing. */
  synchronized void synced(boolean ofDataOnly) {
    if (writes == 0) {
      return;
    }
    boolean again = writes == lastWrites && writes <= MAX_WRITES;
    expectedAfter = again ? writes : 0;
    lastWrites = writes;
    writes = 0;
    dataOnly = ofDataOnly;
  }
}
