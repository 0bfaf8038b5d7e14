package io.lockstep.node.capture;

/** What local processes may do in the captured directories. */
public enum Access {
  /** Nothing: every request fails with EIO. */
  NONE,
  /** Look: modifications fail with EROFS, and the kernel caches nothing. */
  READ,
  /** Everything. */
  WRITE
}
