package io.lockstep.node.capture;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the kernel has cached of the mounts being forgotten or written. On a thread of its own,
 * because the kernel first waits for requests under way that hold the pages concerned, and these
 * may be waiting for the very caller.
 */
final class CacheWork {

  /** Nothing is being done. */
  static final CacheWork NOTHING = new CacheWork(null);

  private final Thread thread;

  private CacheWork(Thread thread) {
    this.thread = thread;
  }

  /** Begins, once what was begun before has ended. */
  static CacheWork begin(
      CacheWork before, List<CapturedDirectory> directories, Consumer<CapturedDirectory> work) {
    return new CacheWork(
        Thread.ofPlatform()
            .daemon()
            .name("fuse-cache")
            .start(
                () -> {
                  before.await();
                  directories.forEach(work);
                }));
  }

  /** Until it is done: what the kernel has cached must not survive a change of access. */
  void await() {
    if (thread != null) {
      Uninterrupted.join(thread);
    }
  }

  /** Whether it is done in time. */
  boolean await(Duration limit) {
    try {
      return thread == null || thread.join(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
