package io.lockstep.node.capture;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The first failure of a write of kept-back pages that had been answered already. Told once, to
 * whoever syncs or closes the file next, as file systems tell failed write-back (errseq_t of
 * Linux). All threads.
 */
final class LostWrites {

  private final AtomicInteger errno = new AtomicInteger();

  void add(int failure) {
    errno.compareAndSet(0, failure);
  }

  /** Refuses the request if a write was lost since the last call. */
  void check() {
    int lost = errno.get() == 0 ? 0 : errno.getAndSet(0);
    if (lost != 0) {
      throw new RequestRefused(lost);
    }
  }
}
