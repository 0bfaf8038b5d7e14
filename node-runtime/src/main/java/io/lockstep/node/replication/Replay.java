package io.lockstep.node.replication;

import io.lockstep.journal.log.Journal;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Sends the journal from a common position to the live end, while this node goes on ALONE; then
 * holds new operations back until the target has all. One thread of its own; the rest is safe for
 * all threads.
 */
public final class Replay implements AutoCloseable {

  /** How it ended. */
  public sealed interface Result {
    /** The pipeline is frozen and drained; the target's tree holds everything up to here. */
    record Held(long lastSequence) implements Result {}

    /**
     * The journal cannot tell the target all it needs: it must be synchronised by state.
     *
     * @param frozen whether the pipeline was left frozen, see {@link WritePipeline#thaw()}
     */
    record NeedsState(String why, boolean frozen) implements Result {}

    /** The connection, the target or this node's disk failed; {@code frozen} as above. */
    record Failed(String why, boolean frozen) implements Result {}

    /** {@link Replay#close} was called. */
    record Cancelled(boolean frozen) implements Result {}
  }

  /** How far it is. */
  public record Progress(
      long operationsDone, long operationsLeft, long bytesDone, long bytesInFlight) {}

  /** Leaves the thread from wherever it is. */
  private static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Result result;

    private Ended(Result result) {
      super(result.toString(), null, false, false);
      this.result = result;
    }
  }

  private static final long MIN_DELAY_NANOS = 250_000;
  private static final long MAX_DELAY_NANOS = 20_000_000;

  private final Journal journal;
  private final WritePipeline pipeline;
  private final PeerConnection connection;
  private final long common;
  private final long targetLast;
  private final ReplayOptions options;
  private final Consumer<Result> callback;

  private final ReplayTarget target;

  private HistoryCursor cursor;
  private boolean wholeEpoch;
  private volatile long sent;
  private final AtomicLong operationsDone = new AtomicLong();
  private final AtomicLong bytesDone = new AtomicLong();
  private volatile boolean frozen;

  /** A replay with {@link ReplayOptions#DEFAULT}. */
  public Replay(
      Journal journal,
      WritePipeline pipeline,
      PeerConnection connection,
      long commonSequence,
      long targetLastSequence,
      Consumer<Result> callback) {
    this(
        journal,
        pipeline,
        connection,
        commonSequence,
        targetLastSequence,
        ReplayOptions.DEFAULT,
        callback);
  }

  /**
   * A replay from {@code commonSequence + 1}.
   *
   * @param connection started; its handler passes on what {@link #acknowledged}, {@link #applied}
   *     and {@link #connectionClosed} take
   * @param targetLastSequence where the target's journal ends
   * @param callback called once, on the replay's thread, when it is over
   */
  public Replay(
      Journal journal,
      WritePipeline pipeline,
      PeerConnection connection,
      long commonSequence,
      long targetLastSequence,
      ReplayOptions options,
      Consumer<Result> callback) {
    this.journal = journal;
    this.pipeline = pipeline;
    this.connection = connection;
    this.common = commonSequence;
    this.targetLast = targetLastSequence;
    this.options = options;
    this.callback = callback;
    this.target = new ReplayTarget(options.maxBytesInFlight());
    this.sent = commonSequence;
  }

  /** Begins; once. */
  public void start() {
    String name = "lockstep-replay-" + connection.identity().module();
    Thread.ofPlatform().daemon().name(name).start(() -> callback.accept(run()));
  }

  private Result run() {
    try {
      catchUp();
      return hold();
    } catch (Ended e) {
      return e.result;
    } catch (IllegalStateException e) {
      return frozen
          ? failed(e.getMessage())
          : needsState("the journal does not reach back: " + e.getMessage());
    } catch (RuntimeException e) {
      return failed("reading the journal failed: " + e);
    } finally {
      pipeline.slowDown(0);
      closeCursor();
    }
  }

  /** Reads on behind what was sent, with the ids of one segment or of its whole epoch. */
  private void openCursor(boolean ofWholeEpoch) {
    closeCursor();
    wholeEpoch = ofWholeEpoch;
    cursor = HistoryCursor.behind(journal, sent, ofWholeEpoch);
    HistoryFrames.sendContext(connection, cursor);
  }

  private void closeCursor() {
    if (cursor != null) {
      cursor.close();
      cursor = null;
    }
  }

  /**
   * Rounds of sending what has come in during the round before. One that does not at least halve
   * the work left shows that this node writes about as fast as the target can follow: then writers
   * are slowed down, more with each such round, as they would be while mirrored.
   */
  private void catchUp() {
    openCursor(false);
    long left = pipeline.lastSequence() - sent;
    long delayNanos = 0;
    do {
      sendUpTo(sent + left);
      check(target.awaitAcknowledged(options.stallTimeoutMillis()), "acknowledges nothing");
      long next = pipeline.lastSequence() - sent;
      if (next > left / 2) {
        delayNanos = Math.clamp(4 * delayNanos, MIN_DELAY_NANOS, MAX_DELAY_NANOS);
        pipeline.slowDown(delayNanos);
      }
      left = next;
    } while (left >= options.holdAtRecords());
  }

  /**
   * Freeze, then drain, then read on: in this order the end that is read is the end. The target
   * must have applied everything before it may be made a mirror.
   */
  private Result hold() {
    frozen = true;
    pipeline.freeze();
    if (!pipeline.drain(options.holdTimeoutMillis())) {
      return failed("operations on this node did not end in time");
    }
    long end = pipeline.lastSequence();
    sendUpTo(end);
    if (sent != end) {
      return failed("expected the journal to end at " + end + ", found " + sent);
    }
    connection.send(new LinkMessage.ReplayEnd(end));
    check(target.awaitApplied(end, options.holdTimeoutMillis()), "did not apply the rest in time");
    return new Result.Held(end);
  }

  private void sendUpTo(long end) {
    while (sent < end && cursor.next()) {
      checkCut();
      if (!cursor.isNameable()) {
        lookFurtherBack();
      }
      check(target.awaitRoom(options.stallTimeoutMillis()), "acknowledges nothing");
      long bytes = cursor.record().byteSize();
      target.sent(cursor.sequence(), bytes);
      if (!HistoryFrames.sendCurrent(connection, cursor)) {
        throw new Ended(failed("the connection was closed"));
      }
      sent = cursor.sequence();
      operationsDone.incrementAndGet();
      bytesDone.addAndGet(bytes);
    }
  }

  private void checkCut() {
    if (sent == common && targetLast != common && !cursor.segmentBegins()) {
      throw new Ended(
          needsState(
              "the target's journal ends at "
                  + targetLast
                  + " and cannot be cut to "
                  + common
                  + " inside a segment"));
    }
  }

  /** The segment does not tell an id: the epoch's earlier segments may. */
  private void lookFurtherBack() {
    if (!wholeEpoch) {
      openCursor(true);
      if (cursor.next() && cursor.isNameable()) {
        return;
      }
    }
    throw new Ended(
        needsState(
            "record " + (sent + 1) + " concerns a file whose name the journal does not tell"));
  }

  private void check(ReplayTarget.Wait wait, String otherwise) {
    switch (wait) {
      case DONE -> {}
      case TIMEOUT -> throw new Ended(failed("the target " + otherwise));
      case CANCELLED -> throw new Ended(new Result.Cancelled(frozen));
      case BROKEN -> throw new Ended(failed(target.broken()));
    }
  }

  private Result needsState(String why) {
    return new Result.NeedsState(why, frozen);
  }

  private Result failed(String why) {
    return new Result.Failed(why, frozen);
  }

  /** How far it is; at any time. */
  public Progress progress() {
    long left = Math.max(0, pipeline.lastSequence() - sent);
    return new Progress(operationsDone.get(), left, bytesDone.get(), target.bytesInFlight());
  }

  /** From the handler: {@link LinkMessage.Ack}. */
  public void acknowledged(long sequence) {
    target.acknowledged(sequence);
  }

  /** From the handler: {@link LinkMessage.Applied}. */
  public void applied(long sequence) {
    target.applied(sequence);
  }

  /** From the handler: the connection is closed. */
  public void connectionClosed(String why) {
    target.brokenBy(why);
  }

  /** Ends it as soon as possible; the callback still comes. */
  @Override
  public void close() {
    target.cancel();
  }
}
