package io.lockstep.node.capture;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Errno;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The open files of one mount, by the handle number that the kernel repeats in each request. All
 * threads; looking one up takes no lock.
 */
final class OpenFiles implements AutoCloseable {

  private static final int FIRST_SIZE = 256;
  private static final long SLOT_MASK = 0xffff_ffffL;

  private final long generation;

  /** What was opened in an earlier process, by its number there, and is used again here. */
  private final Map<Long, OpenFile> reopened = new ConcurrentHashMap<>();

  private volatile boolean earlierUseEnded;

  private final Deque<Integer> free = new ArrayDeque<>();
  private volatile AtomicReferenceArray<OpenFile> slots = new AtomicReferenceArray<>(FIRST_SIZE);
  private int used;

  /**
   * No open file.
   *
   * @param generation how many processes have served the mount before: a number of theirs is never
   *     one of this one's
   */
  OpenFiles(int generation) {
    this.generation = (long) generation << Integer.SIZE;
  }

  /** Gives it a number. */
  synchronized long add(OpenFile file) {
    Integer reused = free.poll();
    int slot = reused == null ? used++ : reused;
    if (slot == slots.length()) {
      grow();
    }
    slots.set(slot, file);
    file.inode().opened();
    return generation | slot;
  }

  /** The open file of that number; refuses the request with EBADF if there is none. */
  OpenFile get(long handle) {
    OpenFile file = find(handle);
    if (file == null) {
      throw new RequestRefused(Errno.EBADF);
    }
    return file;
  }

  private OpenFile find(long handle) {
    if (isEarlier(handle)) {
      return reopened.get(handle);
    }
    AtomicReferenceArray<OpenFile> present = slots;
    long slot = handle & SLOT_MASK;
    return (handle & ~SLOT_MASK) == generation && slot < present.length()
        ? present.get((int) slot)
        : null;
  }

  /** Whether an earlier process has given the number. */
  private boolean isEarlier(long handle) {
    return handle >= 0 && handle < generation;
  }

  /** Whether the file was opened in an earlier process, and not used in this one yet. */
  boolean isLeft(long handle) {
    return isEarlier(handle) && !reopened.containsKey(handle);
  }

  /**
   * What was opened in an earlier process is open again.
   *
   * @return what serves it: another thread may have been first
   */
  synchronized OpenFile reopen(long handle, OpenFile file) {
    OpenFile first = reopened.putIfAbsent(handle, file);
    if (first != null) {
      Descriptors.close(file.fd());
      return first;
    }
    file.inode().opened();
    if (earlierUseEnded) {
      file.endCachedUse();
    }
    return file;
  }

  /** Whether applications may have files open that this process does not know of. */
  boolean mayHaveLeft() {
    return generation > 0;
  }

  /** Refuses with EIO if the kernel's pages of the open file are void. */
  static OpenFile usable(OpenFile file) {
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
    earlierUseEnded = true;
    reopened.values().forEach(OpenFile::endCachedUse);
  }

  /** Ends it and closes its descriptor. */
  void close(long handle) {
    if (isLeft(handle)) {
      return; // This process has nothing open for it.
    }
    OpenFile file = remove(handle);
    file.inode().closed();
    Descriptors.close(file.fd());
  }

  private synchronized OpenFile remove(long handle) {
    OpenFile file = get(handle);
    if (isEarlier(handle)) {
      reopened.remove(handle);
    } else {
      int slot = (int) (handle & SLOT_MASK);
      slots.set(slot, null);
      free.push(slot);
    }
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
    reopened.values().forEach(file -> Descriptors.close(file.fd()));
    reopened.clear();
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
