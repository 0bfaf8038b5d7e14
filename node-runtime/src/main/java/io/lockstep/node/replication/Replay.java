package io.lockstep.node.replication;

import io.lockstep.journal.extent.CondensedWrites;
import io.lockstep.journal.log.Journal;
import java.util.function.Consumer;
import java.util.function.Supplier;

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

  /**
   * What is to be known of the target.
   *
   * @param lastSequence where its journal ends
   * @param wholeFrom if an earlier condensed replay was interrupted, the sequence at which its tree
   *     is whole again; otherwise 0
   */
  public record Peer(long lastSequence, long wholeFrom) {}

  /** How far it is. */
  public record Progress(
      long operationsDone, long operationsLeft, long bytesDone, long bytesInFlight) {}

  private static final long MIN_DELAY_NANOS = 250_000;
  private static final long MAX_DELAY_NANOS = 20_000_000;

  /** A stretch is condensed if that saves more than one byte in so many. */
  private static final long WORTH_ONE_IN = 20;

  /** How long the target's disk may take for what a replay has written. */
  private static final long SETTLE_TIMEOUT_MILLIS = 120_000;

  private final Journal journal;
  private final WritePipeline pipeline;
  private final PeerConnection connection;
  private final ReplayOptions options;
  private final Consumer<Result> callback;
  private final long peerWholeFrom;

  private final ReplayTarget target;
  private final HistoryStream stream;
  private volatile boolean frozen;

  /**
   * A replay from {@code commonSequence + 1}.
   *
   * @param connection started; its handler passes on what {@link #message} and {@link
   *     #connectionClosed} take
   * @param callback called once, on the replay's thread, when it is over
   */
  public Replay(
      Journal journal,
      WritePipeline pipeline,
      PeerConnection connection,
      long commonSequence,
      Peer peer,
      ReplayOptions options,
      Consumer<Result> callback) {
    this.journal = journal;
    this.pipeline = pipeline;
    this.connection = connection;
    this.options = options;
    this.callback = callback;
    this.peerWholeFrom = peer.wholeFrom();
    this.target = new ReplayTarget(options.maxBytesInFlight());
    this.stream =
        new HistoryStream(
            journal, connection, target, options, commonSequence, peer.lastSequence());
  }

  /** Begins; once. */
  public void start() {
    String name = "lockstep-replay-" + connection.identity().module();
    Thread.ofPlatform().daemon().name(name).start(() -> callback.accept(run()));
  }

  private Result run() {
    try {
      return resultOf(this::feed);
    } finally {
      pipeline.slowDown(0);
      stream.close();
    }
  }

  private Result feed() {
    stream.open();
    if (!pipeline.answersAlone()) {
      // Writers wait for what is sent: from the first record on, not only at the end.
      stream.hurry();
    }
    stream.checkBeginning();
    sendBacklog(pipeline.lastSequence());
    catchUp();
    return hold();
  }

  /** Whatever is thrown is an answer: without one this node would take itself to be feeding. */
  Result resultOf(Supplier<Result> feeding) {
    try {
      return feeding.get();
    } catch (ReplayEnded e) {
      return ended(e);
    } catch (IllegalStateException e) {
      return frozen
          ? failed(e.getMessage())
          : new Result.NeedsState("the journal does not reach back: " + e.getMessage(), false);
    } catch (RuntimeException | VirtualMachineError e) {
      // InternalError: a page of a mapped file that the disk did not give.
      return failed("reading the journal failed: " + e);
    }
  }

  private Result ended(ReplayEnded ended) {
    return switch (ended.kind()) {
      case NEEDS_STATE -> new Result.NeedsState(ended.getMessage(), frozen);
      case FAILED -> failed(ended.getMessage());
      case CANCELLED -> new Result.Cancelled(frozen);
    };
  }

  /**
   * What there is at the beginning, without what it overwrites itself. All of it if writers wait
   * for the target: its acknowledgements answer them, and what a target whose tree is no moment of
   * the history has received would be promised.
   */
  private void sendBacklog(long end) {
    long wholeFrom = peerWholeFrom;
    long before = -1;
    while (pipeline.answersAlone() && isLong(end) && stream.sent() > before) {
      before = stream.sent();
      CondensedWrites writes = LookAhead.over(journal, before + 1, end, target);
      if (isWorth(writes)) {
        wholeFrom = Math.max(wholeFrom, writes.lastSequence());
        announce(wholeFrom);
        stream.sendCondensed(writes);
      } else {
        stream.sendUpTo(writes.lastSequence());
      }
    }
    stream.sendUpTo(Math.max(end, wholeFrom));
    if (wholeFrom > 0 || pipeline.answersAlone()) {
      settle();
    }
  }

  private boolean isLong(long end) {
    return end - stream.sent() >= options.holdAtRecords();
  }

  private boolean isWorth(CondensedWrites writes) {
    return writes.savedBytes() >= options.condenseFromBytes()
        && writes.savedBytes() > writes.writtenBytes() / WORTH_ONE_IN;
  }

  /**
   * Before the first byte is left out the target has it in writing: until it holds all the rest its
   * tree is a mixture of two moments.
   */
  private void announce(long wholeFrom) {
    connection.send(new LinkMessage.Condense(wholeFrom));
    target.check(
        target.awaitCondensing(wholeFrom, options.stallTimeoutMillis()),
        "does not note that the replay is condensed");
  }

  /**
   * A barrier in the history found its file without what was left out; and of a barrier that was
   * answered by this node alone, and that the target journaled before it was cut off, or killed,
   * nobody knows whether it was carried out. So before the target is taken for a mirror its whole
   * tree goes to disk; what comes behind this is synced as it comes.
   */
  private void settle() {
    connection.send(new LinkMessage.Settle(stream.sent()));
    target.check(
        target.awaitSettled(stream.sent(), SETTLE_TIMEOUT_MILLIS),
        "did not bring its tree to disk in time");
  }

  /**
   * Rounds of sending what has come in during the round before. One that does not at least halve
   * the work left shows that this node writes about as fast as the target can follow: then writers
   * are slowed down, more with each such round, as they would be while mirrored.
   */
  private void catchUp() {
    long left = pipeline.lastSequence() - stream.sent();
    long delayNanos = 0;
    do {
      stream.sendUpTo(stream.sent() + left);
      target.check(target.awaitAcknowledged(options.stallTimeoutMillis()), "acknowledges nothing");
      long next = pipeline.lastSequence() - stream.sent();
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
    stream.hurry();
    pipeline.freeze();
    if (!pipeline.drain(options.holdTimeoutMillis())) {
      return failed("operations on this node did not end in time");
    }
    long end = pipeline.lastSequence();
    stream.sendUpTo(end);
    if (stream.sent() != end) {
      return failed("expected the journal to end at " + end + ", found " + stream.sent());
    }
    connection.send(new LinkMessage.ReplayEnd(end));
    target.check(
        target.awaitApplied(end, options.holdTimeoutMillis()), "did not apply the rest in time");
    return new Result.Held(end);
  }

  private Result failed(String why) {
    return new Result.Failed(why, frozen);
  }

  /** How far it is; at any time. */
  public Progress progress() {
    long left = Math.max(0, pipeline.lastSequence() - stream.sent());
    return new Progress(stream.operationsDone(), left, stream.bytesDone(), target.bytesInFlight());
  }

  /** From the handler; true if the message was for a replay. */
  public boolean message(LinkMessage message) {
    switch (message) {
      case LinkMessage.Ack ack -> target.acknowledged(ack.sequence());
      case LinkMessage.Applied applied -> target.applied(applied.sequence());
      case LinkMessage.Condensing condensing -> target.condensing(condensing.wholeFrom());
      case LinkMessage.Settled settled -> target.settled(settled.sequence());
      default -> {
        return false;
      }
    }
    return true;
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
