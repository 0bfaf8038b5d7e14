package io.lockstep.node.capture;

import io.lockstep.node.capture.protocol.Opcode;
import io.lockstep.node.posix.Errno;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** The access in force, and who is inside. All threads. */
final class AccessGate {

  private final ReadWriteLock requests = new ReentrantReadWriteLock();
  private volatile Access access = Access.NONE;

  /** The access in force; it stays at least until {@link #leave}, unless it becomes NONE. */
  Access enter() {
    requests.readLock().lock();
    return access;
  }

  /** The request that entered is answered. */
  void leave() {
    requests.readLock().unlock();
  }

  Access current() {
    return access;
  }

  /** At once, also for requests that have entered: the write path turns those away that wait. */
  void shut() {
    access = Access.NONE;
  }

  /**
   * Waits until no request is inside, so that none that began under the earlier access is still
   * running, then does {@code prepare} and lets requests in under the new one.
   */
  void open(Access next, Runnable prepare) {
    requests.writeLock().lock();
    try {
      prepare.run();
      access = next;
    } finally {
      requests.writeLock().unlock();
    }
  }

  /** Refuses a request that the access does not allow. */
  static void check(Access access, Opcode opcode) {
    if (opcode.effect() == Opcode.Effect.ADMINISTERS) {
      return;
    }
    if (access == Access.NONE) {
      throw new RequestRefused(Errno.EIO);
    }
    if (access == Access.READ && opcode.effect() == Opcode.Effect.MODIFIES) {
      throw new RequestRefused(Errno.EROFS);
    }
  }
}
