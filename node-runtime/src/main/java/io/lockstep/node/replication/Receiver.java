package io.lockstep.node.replication;

import io.lockstep.journal.log.AppliedMap;
import io.lockstep.journal.log.Journal;
import io.lockstep.journal.log.NoSegmentException;
import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.OperationCodec;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The mirror's (or replay target's) side of the record stream; one for each connection. The reading
 * thread appends each record, acknowledges the batch once, then applies it in order; syncs run on
 * threads of their own.
 *
 * <p>Before the first record the tree must be where the journal ends, or where the first {@link
 * LinkMessage.BeginSegment} cuts it.
 */
public final class Receiver implements AutoCloseable {

  private final Journal journal;
  private final AppliedMap applied;
  private final TreeApplier tree;
  private final PeerConnection connection;
  private final Room room;
  private final Complaints complaints;
  private final SyncRunner syncs;
  private final EntryApplier applier;
  private final ReentrantLock lock = new ReentrantLock();
  private final JournaledBatch batch = new JournaledBatch();

  private SegmentHeader segment;
  private long minEpoch;
  private boolean stopped;
  private boolean appended;
  private volatile long lastSequence;

  /**
   * A receiver that goes on where the journal ends. Closes neither journal, map nor connection.
   *
   * @param minEpoch records and segments of an older epoch are refused
   */
  public Receiver(
      Journal journal,
      AppliedMap applied,
      TreeApplier tree,
      PeerConnection connection,
      Room room,
      ReceiverListener listener,
      long minEpoch) {
    this.journal = journal;
    this.applied = applied;
    this.tree = tree;
    this.connection = connection;
    this.room = room;
    this.complaints = new Complaints(connection, listener);
    this.minEpoch = minEpoch;
    this.segment = journal.currentSegment().orElse(null);
    this.lastSequence = journal.lastSequence();
    this.syncs =
        new SyncRunner(
            connection.identity().module(),
            barrier -> tree.apply(barrier.operation(), barrier.timeNanos()),
            this::synced);
    this.applier = new EntryApplier(applied, tree, syncs);
  }

  /** Delegate of {@link LinkHandler#message}; false if the message is not for a receiver. */
  public boolean message(long epoch, LinkMessage message) {
    lock.lock();
    try {
      return switch (message) {
        case LinkMessage.BeginSegment m -> guarded(m.header().epoch(), () -> begin(m.header()));
        case LinkMessage.Context m -> guarded(epoch, () -> bind(m.binds()));
        case LinkMessage.SyncAhead m -> guarded(epoch, () -> syncAhead(epoch, m));
        case LinkMessage.Verify m -> guarded(epoch, () -> verify(epoch, m));
        case LinkMessage.ReplayEnd m -> guarded(minEpoch, () -> endReplay(m.sequence()));
        default -> false;
      };
    } finally {
      lock.unlock();
    }
  }

  /** Delegate of {@link LinkHandler#record}. */
  public void record(MemorySegment record) {
    lock.lock();
    try {
      Entry entry = OperationCodec.decode(record);
      guarded(entry.epoch(), () -> take(entry, record));
    } finally {
      lock.unlock();
    }
  }

  /** Delegate of {@link LinkHandler#batchEnd}. */
  public void batchEnd() {
    lock.lock();
    try {
      flush();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing of an epoch that this node has left is taken, whatever it is. */
  private boolean guarded(long epoch, Runnable action) {
    if (stopped) {
      refuse(RejectCode.STALE_EPOCH, "this node receives no more; epoch " + epoch + " is over");
    } else if (epoch < minEpoch) {
      refuse(RejectCode.STALE_EPOCH, "expected epoch " + minEpoch + " or later, found " + epoch);
    } else {
      action.run();
    }
    return true;
  }

  private void begin(SegmentHeader header) {
    // Ids change their meaning: everything that uses the old ones must be over.
    flush();
    syncs.awaitIdle();
    if (header.firstSequence() > lastSequence + 1 || header.firstSequence() <= applied.highest()) {
      refuse(
          RejectCode.BAD_SEQUENCE,
          "a segment from "
              + header.firstSequence()
              + ": expected one behind "
              + applied.highest()
              + " and up to "
              + (lastSequence + 1));
    } else if (segment != null && header.epoch() < segment.epoch()) {
      refuse(
          RejectCode.STALE_EPOCH,
          "a segment of epoch " + header.epoch() + " behind one of " + segment.epoch());
    } else {
      enter(header);
    }
  }

  private void enter(SegmentHeader header) {
    if (!header.equals(segment) || lastSequence >= header.firstSequence()) {
      try {
        journal.beginSegment(header);
      } catch (NoSegmentException e) {
        unable(header.firstSequence(), e.getMessage());
        return;
      }
    }
    tree.clearIds();
    segment = header;
    lastSequence = header.firstSequence() - 1;
  }

  private void bind(List<Operation.Bind> binds) {
    flush();
    for (Operation.Bind bind : binds) {
      int result = tree.apply(bind, 0);
      if (result < 0) {
        applyFailed(lastSequence, result, bind.toString());
        return;
      }
    }
  }

  private void take(Entry entry, MemorySegment record) {
    if (segment == null || entry.epoch() != segment.epoch()) {
      refuse(
          RejectCode.STALE_EPOCH,
          "a record of epoch " + entry.epoch() + ": expected segment " + segment);
    } else if (entry.sequence() != lastSequence + 1) {
      refuse(
          RejectCode.BAD_SEQUENCE,
          "expected record " + (lastSequence + 1) + ", found " + entry.sequence());
    } else {
      append(entry, record);
    }
  }

  private void append(Entry entry, MemorySegment record) {
    try {
      continueSegment();
      journal.append(record);
    } catch (NoSegmentException e) {
      flush();
      unable(entry.sequence(), e.getMessage());
      return;
    } catch (RuntimeException | InternalError e) {
      stop();
      complaints.journalFailed(minEpoch, entry.sequence(), e);
      return;
    }
    lastSequence = entry.sequence();
    batch.add(entry, record.byteSize());
  }

  /** After a restart the journal takes records only in a segment begun since. */
  private void continueSegment() {
    if (!appended && journal.wantsNewSegment()) {
      segment = new SegmentHeader(segment.epoch(), segment.epochId(), lastSequence + 1);
      journal.beginSegment(segment);
    }
    appended = true;
  }

  /**
   * First the journal holds the batch, then it is acknowledged, then applied. Acknowledging before
   * the append would promise what a crash could take back; applying before the acknowledgement
   * would make every writer wait for this node's tree, and gain nothing: the journal is what
   * survives.
   */
  private void flush() {
    if (batch.isEmpty() || !isRoomForBatch()) {
      return;
    }
    connection.send(segment.epoch(), new LinkMessage.Ack(lastSequence));
    // By index and to the end: a failure stops the receiver in the middle.
    List<Entry> entries = batch.entries();
    for (int i = 0; i < entries.size() && apply(entries.get(i)); i++) {}
    batch.clear();
  }

  /**
   * What is not acknowledged because of this stays in the journal, which nobody was promised, and
   * is applied when there is room.
   */
  private boolean isRoomForBatch() {
    String lacking = room.lacking(batch.bytes());
    if (lacking.isEmpty()) {
      return true;
    }
    long first = batch.entries().getFirst().sequence();
    batch.clear();
    unable(first, lacking);
    return false;
  }

  /** Nothing from this sequence on was acknowledged. */
  private void unable(long sequence, String why) {
    stop();
    complaints.unable(minEpoch, sequence, why);
  }

  private boolean apply(Entry entry) {
    int result = applier.apply(entry);
    if (result >= 0) {
      return true;
    }
    if (EntryApplier.isPostponed(entry, result)) {
      stop();
      complaints.postponed(entry, result);
    } else {
      applyFailed(entry.sequence(), result, Complaints.kind(entry));
    }
    return false;
  }

  /** First what it is to cover is applied. */
  private void syncAhead(long epoch, LinkMessage.SyncAhead ahead) {
    flush();
    if (!stopped) {
      Operation barrier = new Operation.Barrier(ahead.fileId(), ahead.dataOnly());
      syncs.start(new Entry(epoch, ahead.sequence(), 0, barrier));
    }
  }

  /** The tree is at that place exactly: all before is applied, and this thread applies the rest. */
  private void verify(long epoch, LinkMessage.Verify asked) {
    flush();
    if (!stopped && asked.sequence() != lastSequence) {
      refuse(
          RejectCode.BAD_SEQUENCE,
          "a question about " + asked.sequence() + ": this journal ends at " + lastSequence);
    }
    if (!stopped) {
      connection.send(epoch, new LinkMessage.VerifyAnswer(tree.examine(asked.question())));
    }
  }

  private void applyFailed(long sequence, int result, String what) {
    stop();
    complaints.applyFailed(minEpoch, sequence, result, what);
  }

  /** On a sync thread, or on the reading thread. */
  private void synced(Entry barrier, int result) {
    if (result >= 0) {
      connection.send(barrier.epoch(), new LinkMessage.Synced(barrier.sequence()));
    } else {
      complaints.syncFailed(barrier.epoch(), barrier.sequence(), result);
    }
  }

  private void endReplay(long sequence) {
    flush();
    syncs.awaitIdle();
    if (stopped) {
      return;
    }
    // The journal may hold a tail beyond it, never acknowledged and never applied: the segment that
    // comes next cuts it.
    if (applied.low() != sequence || applied.highest() > sequence || lastSequence < sequence) {
      refuse(
          RejectCode.BAD_SEQUENCE,
          "the replay's end at " + sequence + ": this tree is at " + applied.low());
    } else {
      connection.send(minEpoch, new LinkMessage.Applied(sequence));
    }
  }

  private void refuse(RejectCode code, String detail) {
    // What was taken before is journaled: the tree follows the journal, whatever comes next.
    flush();
    stop();
    complaints.refused(code, detail);
  }

  private void stop() {
    stopped = true;
  }

  /** Records and segments of an epoch below this one are refused from now on. */
  public void requireEpoch(long epoch) {
    lock.lock();
    try {
      minEpoch = Math.max(minEpoch, epoch);
    } finally {
      lock.unlock();
    }
  }

  /** The newest record in this node's journal. */
  public long lastSequence() {
    return lastSequence;
  }

  /** Everything up to here is in this node's tree. */
  public long appliedSequence() {
    return applied.low();
  }

  /**
   * Whether, in time, all that was received is applied and all its syncs are done; also what came
   * with the question, in a batch whose end is not yet reached.
   */
  public boolean awaitQuiet(long timeoutMillis) {
    lock.lock();
    try {
      flush();
      return syncs.awaitIdle(timeoutMillis);
    } finally {
      lock.unlock();
    }
  }

  /** When it returns, nothing is journaled, acknowledged or applied here any more. */
  @Override
  public void close() {
    lock.lock();
    try {
      flush();
      stop();
    } finally {
      lock.unlock();
    }
    syncs.close();
  }
}
