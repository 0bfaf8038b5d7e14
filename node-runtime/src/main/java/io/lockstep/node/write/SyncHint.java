package io.lockstep.node.write;

/**
 * Whether the application is expected to sync the file right after a write, and how. Only a hint:
 * whoever acts on it in vain has done some work too early.
 */
public enum SyncHint {
  /** Nothing is expected. */
  NONE,
  /** fdatasync(2). */
  DATA,
  /** fsync(2). */
  ALL;

  /** The hint for a sync of that kind. */
  public static SyncHint of(boolean dataOnly) {
    return dataOnly ? DATA : ALL;
  }
}
