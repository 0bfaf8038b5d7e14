package io.lockstep.node.conflict;

import io.lockstep.journal.log.JournalReader;
import io.lockstep.journal.names.NameTable;
import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.OperationCodec;
import java.util.UUID;

/**
 * Reads a journal with the names that its file ids stand for. Ids mean the same within an epoch:
 * one process gave them out; each epoch begins anew. For one thread.
 */
public final class NamedOperations implements AutoCloseable {

  private final JournalReader reader;
  private NameTable names = new NameTable();
  private UUID epochId;
  private Entry entry;

  /** Takes the reader over; it must begin where an epoch's ids are told. */
  public NamedOperations(JournalReader reader) {
    this.reader = reader;
  }

  /** Goes to the next operation; false at the end. */
  public boolean next() {
    if (entry != null) {
      names.follow(entry.operation());
    }
    if (!reader.next()) {
      entry = null;
      return false;
    }
    if (!reader.segment().epochId().equals(epochId)) {
      epochId = reader.segment().epochId();
      names = new NameTable();
    }
    entry = OperationCodec.decodeVerified(reader.record());
    return true;
  }

  /** The operation; the data of a write is valid until the next call of {@link #next}. */
  public Entry entry() {
    return entry;
  }

  /** The names as they are before it. */
  public NameTable names() {
    return names;
  }

  @Override
  public void close() {
    reader.close();
  }
}
