package io.lockstep.node.capture;

import java.util.List;

/**
 * The kernel being made to forget what it has cached. On a thread of its own, because the kernel
 * first waits for requests under way that hold the pages concerned, and these may be waiting for
 * the very caller.
 */
final class Forgetting {

  /** Nothing is being forgotten. */
  static final Forgetting NOTHING = new Forgetting(null);

  private final Thread thread;

  private Forgetting(Thread thread) {
    this.thread = thread;
  }

  /** Begins, once what was begun before has ended. */
  static Forgetting begin(Forgetting before, List<CapturedDirectory> directories) {
    return new Forgetting(
        Thread.ofPlatform()
            .daemon()
            .name("fuse-forgetting")
            .start(
                () -> {
                  before.await();
                  directories.forEach(CapturedDirectory::dropCaches);
                }));
  }

  /** Until it is done. */
  void await() {
    boolean interrupted = false;
    while (thread != null && thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        // What the kernel has cached must not survive the change of access.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
