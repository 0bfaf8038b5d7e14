package io.lockstep.node.tree;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * File id to file, for one journal segment's ids. Safe for all threads.
 *
 * <p>Ids of deleted files are remembered for a while: operations on a file that were captured
 * before its deletion may be applied after it, and then have nothing left to change. That can
 * concern operations in flight only, so a bounded memory is enough.
 */
public final class FileTable {

  /** Far more than operations can be in flight at once. */
  private static final int REMEMBERED = 16_384;

  private final ConcurrentMap<Long, FileHandle> files = new ConcurrentHashMap<>();
  private final Set<Long> removed = ConcurrentHashMap.newKeySet();
  private final Queue<Long> removalOrder = new ArrayDeque<>();

  /** The file, or null if the id is not known. */
  public FileHandle get(long id) {
    return files.get(id);
  }

  /** The id stands for this file from now on. */
  public void put(long id, FileHandle handle) {
    files.put(id, handle);
    removed.remove(id);
  }

  /** The file is deleted; answers what the id stood for, or null. */
  public FileHandle remove(long id) {
    FileHandle handle = files.remove(id);
    if (handle != null) {
      markRemoved(id);
    }
    return handle;
  }

  /** The id stands for a file that is deleted. */
  void markRemoved(long id) {
    synchronized (removalOrder) {
      removed.add(id);
      removalOrder.add(id);
      if (removalOrder.size() > REMEMBERED) {
        removed.remove(removalOrder.remove());
      }
    }
  }

  /** Whether the id stood for a file that has been deleted. */
  public boolean wasRemoved(long id) {
    return removed.contains(id);
  }

  /** Forgets everything: another segment begins. */
  public void clear() {
    synchronized (removalOrder) {
      files.clear();
      removed.clear();
      removalOrder.clear();
    }
  }

  public int size() {
    return files.size();
  }
}
