package io.lockstep.node.replication;

import io.lockstep.journal.op.Entry;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.IntSupplier;
import java.util.function.ObjIntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out barriers beside the stream of operations: an fsync takes long, others go on. */
final class SyncRunner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SyncRunner.class);

  /** File systems group concurrent fsyncs: a few at once gain much, many gain nothing more. */
  private static final int THREADS = 4;

  private static final int EIO = 5;

  private final ExecutorService threads;
  private final ObjIntConsumer<Entry> done;
  private final InFlight running = new InFlight();

  SyncRunner(String module, ObjIntConsumer<Entry> done) {
    ThreadFactory names =
        Thread.ofPlatform().daemon().name("lockstep-sync-" + module + "-", 0).factory();
    this.threads = Executors.newFixedThreadPool(THREADS, names);
    this.done = done;
  }

  /** Starts one; its result (0 or a negative errno) goes to {@code done}. */
  void start(Entry barrier, IntSupplier sync) {
    running.enter();
    threads.execute(() -> run(barrier, sync));
  }

  private void run(Entry barrier, IntSupplier sync) {
    int result = -EIO;
    try {
      result = sync.getAsInt();
    } catch (RuntimeException e) {
      LOG.error("a sync failed in a way it must not", e);
    } finally {
      // The answer first: whoever waits for idleness may rely on it being sent.
      done.accept(barrier, result);
      running.leave();
    }
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
