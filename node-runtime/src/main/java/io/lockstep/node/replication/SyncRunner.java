package io.lockstep.node.replication;

import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.ObjIntConsumer;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out barriers beside the stream of operations: an fsync takes long, others go on. One sync
 * of a file at a time; what is asked for meanwhile shares the next one, which begins after all of
 * it was asked for and so covers it (group commit). {@link #start} by one thread.
 */
final class SyncRunner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SyncRunner.class);

  /** Disks take concurrent syncs of different files: a few at once gain much, many no more. */
  private static final int THREADS = 4;

  private static final int EIO = 5;

  private final ExecutorService threads;
  private final ToIntFunction<Entry> sync;
  private final ObjIntConsumer<Entry> done;
  private final InFlight running = new InFlight();

  /** For each file that is being synced, what waits for the next sync of it. Guarded by this. */
  private final Map<Long, List<Entry>> waiting = new HashMap<>();

  /**
   * Makes the threads.
   *
   * @param sync carries out a barrier: 0 or a negative errno
   * @param done gets each barrier with the result of the sync that covered it
   */
  SyncRunner(String module, ToIntFunction<Entry> sync, ObjIntConsumer<Entry> done) {
    ThreadFactory names =
        Thread.ofPlatform().daemon().name("lockstep-sync-" + module + "-", 0).factory();
    this.threads = Executors.newFixedThreadPool(THREADS, names);
    this.sync = sync;
    this.done = done;
  }

  /** Starts one, of everything that was applied to the file before. */
  void start(Entry barrier) {
    running.enter();
    long fileId = fileOf(barrier);
    if (enqueue(fileId, barrier)) {
      threads.execute(() -> syncAll(fileId));
    }
  }

  /** Whether nobody syncs that file yet. */
  private synchronized boolean enqueue(long fileId, Entry barrier) {
    List<Entry> next = waiting.get(fileId);
    boolean first = next == null;
    if (first) {
      next = new ArrayList<>(1);
      waiting.put(fileId, next);
    }
    next.add(barrier);
    return first;
  }

  private void syncAll(long fileId) {
    List<Entry> group = next(fileId);
    while (!group.isEmpty()) {
      carryOut(group);
      group = next(fileId);
    }
  }

  /** What waits for that file; empty if nothing does, and then nobody syncs it any more. */
  private synchronized List<Entry> next(long fileId) {
    List<Entry> group = waiting.get(fileId);
    if (group.isEmpty()) {
      waiting.remove(fileId);
    } else {
      waiting.put(fileId, new ArrayList<>(1));
    }
    return group;
  }

  private void carryOut(List<Entry> group) {
    int result = -EIO;
    try {
      result = sync.applyAsInt(widest(group));
    } catch (RuntimeException e) {
      LOG.error("a sync failed in a way it must not", e);
    } finally {
      for (Entry barrier : group) {
        // The answer first: whoever waits for idleness may rely on it being sent.
        done.accept(barrier, result);
        running.leave();
      }
    }
  }

  /** The barrier that covers all of them: fsync covers fdatasync. */
  private static Entry widest(List<Entry> group) {
    return group.stream()
        .filter(entry -> !((Operation.Barrier) entry.operation()).dataOnly())
        .findFirst()
        .orElse(group.getFirst());
  }

  private static long fileOf(Entry barrier) {
    return ((Operation.Barrier) barrier.operation()).fileId();
  }

  /** Waits until none is running, however long a disk takes. */
  void awaitIdle() {
    while (!awaitIdle(1_000)) {
      LOG.warn("waiting for syncs of this node's disk");
    }
  }

  boolean awaitIdle(long timeoutMillis) {
    return running.awaitNone(InFlight.nanos(timeoutMillis));
  }

  /** Waits for those that run. */
  @Override
  public void close() {
    threads.close();
  }
}
