package io.lockstep.control.events;

import io.lockstep.node.module.NodeEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes events from the role threads and brings them to the store, in order, on a thread of its
 * own. An event is in a journal file before {@link #happened} returns, so neither a slow or broken
 * database nor the death of this process loses it. When even the journal cannot take it (full, or a
 * disk error) it is logged, counted and, as soon as the store works again, told as {@code
 * events.dropped}.
 */
public final class EventRecorder implements NodeEvents, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);

  /** Some hundred thousand events. */
  static final long MAX_WAITING_BYTES = 64L << 20;

  private static final long RETRY_MILLIS = 1000;
  private static final long CLOSE_LIMIT_MILLIS = 5000;

  private final EventJournal journal;
  private final EventSink sink;
  private final Clock clock;

  /** Rung when there is something to do; ringing twice is as good as once. */
  private final BlockingQueue<Boolean> doorbell = new ArrayBlockingQueue<>(1);

  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread;
  private volatile boolean closing;

  /** Used by the thread alone. */
  private boolean failing;

  private EventRecorder(EventJournal journal, EventSink sink, Clock clock) {
    this.journal = journal;
    this.sink = sink;
    this.clock = clock;
    this.thread = Thread.ofPlatform().name("events").daemon().unstarted(this::drain);
  }

  /** Opens the journal file and goes on with what an earlier process left in it. */
  public static EventRecorder open(Path journalFile, EventSink sink) throws IOException {
    return open(journalFile, sink, Clock.systemUTC(), MAX_WAITING_BYTES);
  }

  static EventRecorder open(Path journalFile, EventSink sink, Clock clock, long maxWaitingBytes)
      throws IOException {
    EventRecorder recorder =
        new EventRecorder(EventJournal.open(journalFile, maxWaitingBytes), sink, clock);
    recorder.thread.start();
    return recorder;
  }

  @Override
  public void happened(
      String module, String type, String actor, long epoch, Map<String, Object> facts) {
    try {
      record(module, type, actor, epoch, facts);
    } catch (IOException | RuntimeException e) {
      drop(module, type, facts, e);
    }
  }

  private void record(
      String module, String type, String actor, long epoch, Map<String, Object> facts)
      throws IOException {
    NewEvent event =
        new NewEvent(UUID.randomUUID(), clock.millis(), module, type, actor, epoch, facts);
    journal.append(EventLine.encode(event));
    doorbell.offer(true);
  }

  /** Whether everything that happened so far is in the store. */
  public boolean isDrained() {
    return journal.waitingBytes() == 0;
  }

  /** Waits a few seconds for the store; what it does not take stays in the journal file. */
  @Override
  public void close() throws IOException {
    closing = true;
    doorbell.offer(true);
    try {
      if (!thread.join(Duration.ofMillis(CLOSE_LIMIT_MILLIS))) {
        LOG.warn(
            "the event store is slow, {} bytes of events wait for the next start",
            journal.waitingBytes());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    journal.close();
  }

  private void drop(String module, String type, Map<String, Object> facts, Exception cause) {
    LOG.error("event lost: {} {} {} ({})", module, type, facts, cause.toString());
    dropped.incrementAndGet();
  }

  private void drain() {
    try {
      while (true) {
        // Read before the step: what happened before closing is still brought to the store.
        boolean last = closing;
        if (!step()) {
          if (last) {
            return;
          }
          doorbell.poll(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      LOG.warn("interrupted, events wait in their journal for the next start");
    }
  }

  /** Brings one event to the store; false when there is none or the store fails. */
  private boolean step() {
    try {
      Optional<byte[]> line = journal.first();
      if (line.isEmpty()) {
        return tellDropped();
      }
      append(line.get());
      // Removed only after the store has it: a crash in between brings it again with the same id.
      journal.removeFirst();
      recovered();
      return true;
    } catch (IOException | RuntimeException e) {
      failed(e);
      return false;
    }
  }

  private void append(byte[] line) {
    NewEvent event;
    try {
      event = EventLine.decode(line);
    } catch (EventLine.MalformedLineException e) {
      LOG.error("a line of the event journal is skipped: {}", e.getMessage());
      return;
    }
    sink.append(event);
  }

  private boolean tellDropped() throws IOException {
    long count = dropped.get();
    if (count == 0) {
      return false;
    }
    record("", "events.dropped", "events", 0, Map.of("count", count));
    dropped.addAndGet(-count);
    return true;
  }

  private void failed(Exception e) {
    if (!failing) {
      LOG.error("events wait in their journal, trying again every second: {}", e.getMessage());
    }
    failing = true;
  }

  private void recovered() {
    if (failing) {
      LOG.warn("the event store takes events again");
    }
    failing = false;
  }
}
