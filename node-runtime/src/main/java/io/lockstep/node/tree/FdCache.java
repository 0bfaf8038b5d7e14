package io.lockstep.node.tree;

import io.lockstep.node.posix.Descriptors;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The most recently used descriptors of one kind, by file. A descriptor in use is never closed: it
 * is counted, and closed by its last user if it was dropped in between. More than {@code limit}
 * stay open only while that many are in use at once. Safe for all threads.
 */
final class FdCache implements AutoCloseable {

  private static final float LOAD_FACTOR = 0.75f;

  private final ToIntFunction<FileHandle> opener;
  private final int limit;

  /** In order of last use. Guarded by this. */
  private final LinkedHashMap<FileHandle, CachedFd> open =
      new LinkedHashMap<>(64, LOAD_FACTOR, true);

  private boolean closed;

  /**
   * Makes an empty cache.
   *
   * @param opener opens a file: a descriptor, or it throws
   */
  FdCache(ToIntFunction<FileHandle> opener, int limit) {
    this.opener = opener;
    this.limit = limit;
  }

  /** A descriptor of the file, opened if need be; to be closed (given back) by the caller. */
  CachedFd acquire(FileHandle handle) {
    CachedFd known = known(handle);
    // Opening may wait for the disk, so it is done outside of the lock.
    return known != null ? known : adopt(handle, opener.applyAsInt(handle));
  }

  private synchronized CachedFd known(FileHandle handle) {
    checkOpen();
    CachedFd known = open.get(handle);
    if (known != null) {
      known.users++;
    }
    return known;
  }

  /** Takes over a descriptor that was just opened, and lends it. */
  private CachedFd adopt(FileHandle handle, int fd) {
    CachedFd result = new CachedFd(this, handle, fd);
    List<CachedFd> surplus;
    synchronized (this) {
      CachedFd other = closed ? null : open.get(handle);
      if (other != null) {
        // Another thread was faster: one descriptor a file is enough.
        surplus = List.of(result);
        result = other;
      } else {
        result.dropped = closed;
        surplus = closed ? List.of() : insert(handle, result);
      }
      result.users++;
    }
    surplus.forEach(unused -> Descriptors.close(unused.fd()));
    return result;
  }

  /** Answers what must be closed to make room. */
  private List<CachedFd> insert(FileHandle handle, CachedFd entry) {
    open.put(handle, entry);
    List<CachedFd> surplus = new ArrayList<>(1);
    Iterator<CachedFd> oldest = open.values().iterator();
    while (open.size() > limit && oldest.hasNext()) {
      CachedFd candidate = oldest.next();
      if (candidate.users == 0 && candidate != entry) {
        oldest.remove();
        surplus.add(candidate);
      }
    }
    return surplus;
  }

  void release(CachedFd entry) {
    boolean last;
    synchronized (this) {
      entry.users--;
      last = entry.users == 0 && entry.dropped;
    }
    if (last) {
      Descriptors.close(entry.fd());
    }
  }

  /** The file's descriptor is closed now, or by its last user. */
  void drop(FileHandle handle) {
    CachedFd entry;
    synchronized (this) {
      entry = open.remove(handle);
      if (entry == null) {
        return;
      }
      entry.dropped = true;
      if (entry.users > 0) {
        return;
      }
    }
    Descriptors.close(entry.fd());
  }

  /** Closes all that are not in use now; those that are, by their last user. */
  void dropAll() {
    List<FileHandle> all;
    synchronized (this) {
      all = new ArrayList<>(open.keySet());
    }
    all.forEach(this::drop);
  }

  synchronized int size() {
    return open.size();
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("descriptor cache: expected an open tree, found it closed");
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    dropAll();
  }
}
