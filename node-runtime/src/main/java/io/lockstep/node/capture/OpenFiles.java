package io.lockstep.node.capture;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Errno;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The open files of one mount, by the handle number that the kernel repeats in each request. All
 * threads; looking one up takes no lock.
 */
final class OpenFiles implements AutoCloseable {

  private static final int FIRST_SIZE = 256;

  private final Deque<Integer> free = new ArrayDeque<>();
  private volatile AtomicReferenceArray<OpenFile> slots = new AtomicReferenceArray<>(FIRST_SIZE);
  private int used;

  /** Gives it a number. */
  synchronized long add(OpenFile file) {
    Integer reused = free.poll();
    int slot = reused == null ? used++ : reused;
    if (slot == slots.length()) {
      grow();
    }
    slots.set(slot, file);
    return slot;
  }

  /** The open file of that number; refuses the request with EBADF if there is none. */
  OpenFile get(long handle) {
    AtomicReferenceArray<OpenFile> present = slots;
    OpenFile file = handle >= 0 && handle < present.length() ? present.get((int) handle) : null;
    if (file == null) {
      throw new RequestRefused(Errno.EBADF);
    }
    return file;
  }

  /** The open file of that number for its content: EIO if the kernel's pages of it are void. */
  OpenFile usable(long handle) {
    OpenFile file = get(handle);
    if (!file.isUsable()) {
      throw new RequestRefused(Errno.EIO);
    }
    return file;
  }

  /** See {@link OpenFile#endCachedUse}. */
  synchronized void endCachedUse() {
    for (int slot = 0; slot < used; slot++) {
      OpenFile file = slots.get(slot);
      if (file != null) {
        file.endCachedUse();
      }
    }
  }

  /** Ends it and closes its descriptor. */
  void close(long handle) {
    OpenFile file = remove(handle);
    Descriptors.close(file.fd());
  }

  private synchronized OpenFile remove(long handle) {
    OpenFile file = get(handle);
    slots.set((int) handle, null);
    free.push((int) handle);
    return file;
  }

  /** Closes all that are left; no request may be running any more. */
  @Override
  public synchronized void close() {
    for (int slot = 0; slot < used; slot++) {
      OpenFile file = slots.getAndSet(slot, null);
      if (file != null) {
        Descriptors.close(file.fd());
      }
    }
    free.clear();
    used = 0;
  }

  private void grow() {
    AtomicReferenceArray<OpenFile> larger = new AtomicReferenceArray<>(slots.length() * 2);
    for (int slot = 0; slot < slots.length(); slot++) {
      larger.set(slot, slots.get(slot));
    }
    slots = larger;
  }
}
