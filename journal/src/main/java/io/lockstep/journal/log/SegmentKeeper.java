package io.lockstep.journal.log;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The journal's background thread: populates pages ahead of the end, so that an append does not
 * wait for the kernel to make them, and brings finished segments to disk.
 */
final class SegmentKeeper implements AutoCloseable {

  /** A segment that nobody appends to any more, and what it was written with. */
  record Finished(Segment segment, SegmentWriter writer) {}

  /** Brings a finished segment to disk and closes its writer. */
  @FunctionalInterface
  interface Sealing {
    void seal(Finished finished) throws IOException;
  }

  private final long pretouchBytes;
  private final Sealing sealing;
  private final Consumer<Throwable> failed;
  private final Thread thread;
  private final Queue<Finished> finished = new ConcurrentLinkedQueue<>();
  private volatile SegmentWriter current;
  private volatile boolean closed;
  private long wakeAt;
  private SegmentWriter populating;
  private long populatedTo;

  /**
   * Makes the keeper; {@link #start} starts its thread.
   *
   * @param pretouchBytes how far ahead to populate, 0 for not at all
   * @param failed told when sealing failed: nothing may be believed to be on disk after that
   */
  SegmentKeeper(String name, long pretouchBytes, Sealing sealing, Consumer<Throwable> failed) {
    this.pretouchBytes = pretouchBytes;
    this.sealing = sealing;
    this.failed = failed;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** From now on {@code next} is appended to. By the appending caller. */
  void begin(SegmentWriter next) {
    current = next;
    wakeAt = 0;
    LockSupport.unpark(thread);
  }

  /** Takes over a writer that is no longer appended to. */
  void finish(Finished last) {
    finished.add(last);
    LockSupport.unpark(thread);
  }

  /** After each append, by the appending caller: wakes the thread when it has work. */
  void appended(long usedBytes) {
    if (pretouchBytes > 0 && usedBytes >= wakeAt) {
      wakeAt = usedBytes + pretouchBytes / 4;
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (true) {
      Finished last = finished.poll();
      if (last != null) {
        seal(last);
      } else if (closed) {
        return;
      } else if (!populate(current)) {
        LockSupport.park(this);
      }
    }
  }

  private void seal(Finished last) {
    try {
      sealing.seal(last);
    } catch (IOException | RuntimeException e) {
      failed.accept(e);
    }
  }

  /** Populates a good piece, if so much is missing. */
  private boolean populate(SegmentWriter writer) {
    if (writer == null || pretouchBytes == 0) {
      return false;
    }
    if (writer != populating) {
      populating = writer;
      populatedTo = 0;
    }
    if (populatedTo > writer.usedBytes() + pretouchBytes / 2) {
      return false;
    }
    long before = populatedTo;
    populatedTo = writer.populateAhead(before, pretouchBytes);
    return populatedTo > before;
  }

  /** Finishes what was handed over, then ends the thread. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
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
