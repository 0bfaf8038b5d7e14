package io.lockstep.control.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;

/**
 * What must be gone at the end, whenever the end comes: closed in reverse order, once, by whoever
 * is first of the normal end and the shutdown hook. Nothing can be opened any more once closing has
 * begun. Safe for all threads.
 */
public final class OwnedResources implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private boolean closed;

  /** Opens something and owns it. */
  public synchronized <T extends AutoCloseable> T open(Callable<T> opener) throws Exception {
    if (closed) {
      throw new IllegalStateException("expected to be running, found the end has begun");
    }
    T resource = opener.call();
    open.push(resource);
    return resource;
  }

  /** Something to do at the end. */
  public synchronized void atEnd(AutoCloseable action) throws Exception {
    open(() -> action);
  }

  /** Closes everything; the first failure is thrown after all were tried. */
  @Override
  public synchronized void close() throws Exception {
    closed = true;
    Exception first = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
