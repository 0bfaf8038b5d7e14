package io.lockstep.node.replication;

import io.lockstep.journal.extent.CondensedWrites;
import io.lockstep.journal.log.Journal;
import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Extent;
import io.lockstep.journal.op.Operation;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends what the journal holds behind a common position, in order and no faster than the target
 * takes it. For one thread; how far it is can be asked by any. Whatever keeps it from going on is
 * thrown as {@link ReplayEnded}.
 */
final class HistoryStream implements AutoCloseable {

  private final Journal journal;
  private final PeerConnection connection;
  private final ReplayTarget target;
  private final ReplayOptions options;
  private final long common;
  private final long targetLast;
  private final AtomicLong operationsDone = new AtomicLong();
  private final AtomicLong bytesDone = new AtomicLong();
  private volatile long sent;

  private RateLimit limit;
  private RemnantRecords remnants;
  private CondensedWrites condensed;
  private HistoryCursor cursor;
  private boolean wholeEpoch;

  /**
   * A stream that begins at {@code common + 1}.
   *
   * @param targetLast where the target's journal ends
   */
  HistoryStream(
      Journal journal,
      PeerConnection connection,
      ReplayTarget target,
      ReplayOptions options,
      long common,
      long targetLast) {
    this.journal = journal;
    this.connection = connection;
    this.target = target;
    this.options = options;
    this.limit = new RateLimit(options.maxBytesPerSecond(), System.nanoTime());
    this.common = common;
    this.targetLast = targetLast;
    this.sent = common;
  }

  void open() {
    openCursor(false);
  }

  /** Reads on behind what was sent, with the ids of one segment or of its whole epoch. */
  private void openCursor(boolean ofWholeEpoch) {
    close();
    wholeEpoch = ofWholeEpoch;
    cursor = HistoryCursor.behind(journal, sent, ofWholeEpoch);
    HistoryFrames.sendContext(connection, cursor);
  }

  /** From here on as fast as the target takes it: writers wait for what is left. */
  void hurry() {
    limit = new RateLimit(0, 0);
  }

  /**
   * Throws {@link ReplayEnded} if the target cannot be brought to the common position: before it is
   * asked to note that it is fed.
   */
  void checkBeginning() {
    journal
        .segmentOf(common + 1)
        .ifPresent(segment -> checkCut(segment.firstSequence() == common + 1));
  }

  /** Sends a stretch without what it overwrites itself. */
  void sendCondensed(CondensedWrites writes) {
    condensed = writes;
    try {
      sendUpTo(writes.lastSequence());
    } finally {
      condensed = null;
    }
  }

  /** Sends up to this sequence, or the journal's end if that comes first. */
  void sendUpTo(long end) {
    while (sent < end && cursor.next()) {
      checkCut(cursor.segmentBegins());
      if (!cursor.isNameable()) {
        lookFurtherBack();
      }
      ReplayEnded.requireWhole(cursor.entry());
      sendCurrent();
    }
  }

  private void sendCurrent() {
    MemorySegment record = shortened(cursor.entry());
    long bytes = record.byteSize();
    target.check(target.awaitRoom(options.stallTimeoutMillis()), "acknowledges nothing");
    target.pause(limit.delayNanos(bytes, System.nanoTime()));
    target.sent(cursor.sequence(), bytes);
    if (!HistoryFrames.sendCurrent(connection, cursor, record)) {
      throw new ReplayEnded(ReplayEnded.Kind.FAILED, "the connection was closed");
    }
    sent = cursor.sequence();
    operationsDone.incrementAndGet();
    bytesDone.addAndGet(bytes);
  }

  private MemorySegment shortened(Entry entry) {
    if (condensed == null || !(entry.operation() instanceof Operation.Write write)) {
      return cursor.record();
    }
    List<Extent> left = condensed.leftOf(entry.sequence());
    return left == null ? cursor.record() : remnants().of(entry, write, left);
  }

  private RemnantRecords remnants() {
    if (remnants == null) {
      remnants = new RemnantRecords();
    }
    return remnants;
  }

  private void checkCut(boolean segmentBegins) {
    if (sent == common && targetLast != common && !segmentBegins) {
      throw needsState(
          "the target's journal ends at %d and cannot be cut to %d inside a segment"
              .formatted(targetLast, common));
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
    throw needsState(
        "record " + (sent + 1) + " concerns a file whose name the journal does not tell");
  }

  private static ReplayEnded needsState(String why) {
    return new ReplayEnded(ReplayEnded.Kind.NEEDS_STATE, why);
  }

  /** The last sequence that was sent; any thread. */
  long sent() {
    return sent;
  }

  /** Records sent; any thread. */
  long operationsDone() {
    return operationsDone.get();
  }

  /** Bytes of records sent; any thread. */
  long bytesDone() {
    return bytesDone.get();
  }

  @Override
  public void close() {
    if (cursor != null) {
      cursor.close();
      cursor = null;
    }
  }
}
