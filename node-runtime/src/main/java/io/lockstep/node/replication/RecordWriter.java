package io.lockstep.node.replication;

import io.lockstep.journal.log.Journal;
import io.lockstep.journal.log.NoSegmentException;
import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.journal.names.NameTable;
import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.OperationCodec;
import io.lockstep.node.write.NameSource;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Gives operations their place: binds the file ids they mention, appends to the journal, sends.
 * Guarded by the pipeline's append lock, so the order of the journal is the order on the wire.
 */
final class RecordWriter {

  private final Journal journal;
  private final NameSource names;
  private final MemorySegment scratch =
      MemorySegment.ofBuffer(ByteBuffer.allocateDirect(OperationCodec.MAX_RECORD_BYTES));

  private NameTable bound = new NameTable();
  private SegmentHeader segment;
  private PeerConnection connection;
  private volatile long lastSequence;

  RecordWriter(Journal journal, NameSource names) {
    this.journal = journal;
    this.names = names;
    this.lastSequence = journal.lastSequence();
  }

  /** Readable without the lock. */
  long lastSequence() {
    return lastSequence;
  }

  SegmentHeader segment() {
    return segment;
  }

  /** Where records are sent from now on; null: nowhere. */
  void connect(PeerConnection to) {
    connection = to;
  }

  /** Begins a segment here and at the peer. */
  void begin(SegmentHeader header) {
    journal.beginSegment(header);
    bound = new NameTable();
    segment = header;
    lastSequence = header.firstSequence() - 1;
    if (connection != null) {
      connection.send(header.epoch(), new LinkMessage.BeginSegment(header));
    }
  }

  /**
   * Whether the peer can be told where all files are that the operation mentions: so every id in
   * the journal has a name when it is used.
   */
  boolean isNamed(Operation operation) {
    boolean[] named = {true};
    FileIds.eachUsed(operation, id -> named[0] &= leadsToRoot(id));
    return named[0];
  }

  private boolean leadsToRoot(long fileId) {
    long id = fileId;
    while (!isNamed(id)) {
      NameSource.Binding place = names.nameOf(id);
      if (place == null) {
        return false;
      }
      id = place.parentId();
    }
    return true;
  }

  /**
   * Begins a new segment if it is time for one.
   *
   * @throws NoSegmentException if the disk takes none: nothing is journaled, nothing is sent
   */
  void continueJournal() {
    if (journal.wantsNewSegment()) {
      begin(new SegmentHeader(segment.epoch(), segment.epochId(), lastSequence + 1));
    }
  }

  /**
   * Binds all ids that the operation mentions.
   *
   * @return the sequence that {@link #append} will give the operation
   */
  long prepare(Operation operation, long timeNanos) {
    FileIds.eachUsed(operation, id -> bind(id, timeNanos));
    return lastSequence + 1;
  }

  /** Appends and sends the operation that was prepared. */
  void append(Operation operation, long timeNanos) {
    names.placing(lastSequence + 1);
    write(operation, timeNanos);
    names.follow(operation);
  }

  /** Asks the peer to sync a file now that the last operation has written to it. */
  void syncAhead(long fileId, boolean dataOnly) {
    connection.send(segment.epoch(), new LinkMessage.SyncAhead(lastSequence, fileId, dataOnly));
  }

  /** Says something behind the last operation and before the next one. */
  void tell(LinkMessage message) {
    connection.send(segment.epoch(), message);
  }

  /** Whether this segment tells a name by which the peer can find the file. */
  private boolean isNamed(long id) {
    return bound.isBound(id) && !bound.isNameless(id);
  }

  /** Parents before children. Of a named file. */
  private void bind(long fileId, long timeNanos) {
    Deque<Operation.Bind> chain = new ArrayDeque<>();
    long id = fileId;
    while (!isNamed(id)) {
      NameSource.Binding place = names.nameOf(id);
      chain.push(new Operation.Bind(id, place.parentId(), place.name()));
      id = place.parentId();
    }
    chain.forEach(bind -> write(bind, timeNanos));
  }

  private void write(Operation operation, long timeNanos) {
    Entry entry = new Entry(segment.epoch(), lastSequence + 1, timeNanos, operation);
    int bytes = OperationCodec.encode(entry, scratch, 0);
    MemorySegment record = scratch.asSlice(0, bytes);
    // The journal first: what a reconnect sends again is read from there.
    journal.append(record);
    lastSequence = entry.sequence();
    bound.follow(operation);
    if (connection != null) {
      // A failure needs no answer here: the connection reports its end, and the operation waits.
      connection.sendRecord(record);
    }
  }
}
