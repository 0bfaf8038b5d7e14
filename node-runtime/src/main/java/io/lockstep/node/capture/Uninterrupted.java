package io.lockstep.node.capture;

/** Waiting that an interrupt only delays: what comes after it relies on what is waited for. */
final class Uninterrupted {

  private Uninterrupted() {}

  /** Waits for the thread's end; an interrupt meanwhile is still there afterwards. */
  static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
