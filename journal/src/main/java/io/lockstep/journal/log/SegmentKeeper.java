package io.lockstep.journal.log;

import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal's background thread: populates pages ahead of the end, so that an append does not
 * wait for the kernel to make them, and brings finished segments to disk.
 */
final class SegmentKeeper implements AutoCloseable {

  /** A segment that nobody appends to any more, and what it was written with. */
  record Finished(Segment segment, SegmentWriter writer, long sinceNanos) {
    Finished(Segment segment, SegmentWriter writer) {
      this(segment, writer, System.nanoTime());
    }
  }

  /** Brings a finished segment to disk and closes its writer. */
  @FunctionalInterface
  interface Sealing {
    void seal(Finished finished) throws IOException;
  }

  /** Makes the segment that will be wanted next. */
  @FunctionalInterface
  interface Preparing {
    void prepare() throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(SegmentKeeper.class);

  private static final long WAKE_BYTES = 64 << 10;

  /**
   * How long a finished segment may wait for the disk. Synced at once, the journal would compete
   * with the very files it is about; later, most of it was written by the kernel in its own time.
   */
  private static final long SEAL_AFTER_NANOS = 10_000_000_000L;

  /** At most so many wait: after a crash each has to be read record by record. */
  private static final int MAX_UNSEALED = 2;

  private final long pretouchBytes;
  private final long prepareAt;
  private final Sealing sealing;
  private final Preparing preparing;
  private final Consumer<Throwable> failed;
  private final Thread thread;
  private final Queue<Finished> finished = new ConcurrentLinkedQueue<>();
  private volatile SegmentWriter current;
  private volatile boolean closed;
  private long wakeAt;
  private SegmentWriter preparedFor;
  private SegmentWriter populating;
  private long populatedTo;

  /**
   * Makes the keeper; {@link #start} starts its thread.
   *
   * @param failed told when sealing failed: nothing may be believed to be on disk after that
   */
  SegmentKeeper(
      String name,
      JournalOptions options,
      Sealing sealing,
      Preparing preparing,
      Consumer<Throwable> failed) {
    this.pretouchBytes = options.pretouchBytes();
    this.prepareAt = options.segmentBytes() / 2;
    this.sealing = sealing;
    this.preparing = preparing;
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
    if (usedBytes >= wakeAt) {
      wakeAt = usedBytes + Math.clamp(pretouchBytes / 4, WAKE_BYTES, prepareAt);
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (true) {
      Finished oldest = finished.peek();
      if (oldest != null && mustBeSealed(oldest)) {
        sealUnlessDropped(oldest);
      } else if (oldest == null && closed) {
        return;
      } else if (!populate(current) && !prepare(current)) {
        await(oldest);
      }
    }
  }

  private boolean mustBeSealed(Finished oldest) {
    return closed || finished.size() > MAX_UNSEALED || remainingNanos(oldest) <= 0;
  }

  private static long remainingNanos(Finished segment) {
    return segment.sinceNanos() + SEAL_AFTER_NANOS - System.nanoTime();
  }

  /** Until there may be work. */
  private void await(Finished oldest) {
    if (oldest == null) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, Math.max(1, remainingNanos(oldest)));
    }
  }

  /**
   * Closes the writers of finished segments that are no longer part of the journal: nobody needs
   * them on disk any more, and while one is open the disk does not get its space back. On any
   * thread.
   */
  void release(List<Segment> dropped) throws IOException {
    for (Finished segment : finished) {
      if (dropped.contains(segment.segment()) && finished.remove(segment)) {
        segment.writer().close();
      }
    }
  }

  /** Whoever takes it out of the queue has it. */
  private void sealUnlessDropped(Finished oldest) {
    if (finished.remove(oldest)) {
      seal(oldest);
    }
  }

  private void seal(Finished last) {
    try {
      sealing.seal(last);
    } catch (IOException | RuntimeException e) {
      failed.accept(e);
    }
  }

  /** Once per segment, when it is half full. What fails here is tried again when it is wanted. */
  private boolean prepare(SegmentWriter writer) {
    if (writer == null || writer == preparedFor || writer.usedBytes() < prepareAt) {
      return false;
    }
    preparedFor = writer;
    try {
      preparing.prepare();
    } catch (IOException | RuntimeException e) {
      LOG.warn("{}: the next segment cannot be prepared: {}", thread.getName(), e.toString());
    }
    return true;
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
