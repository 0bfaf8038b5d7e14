package io.lockstep.node.replication;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.write.SyncHint;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files that the peer was asked to sync before the application has ({@link
 * LinkMessage.SyncAhead}), each until it is changed again. Not thread-safe.
 */
final class AheadSyncs {

  /** More files than these are not synced ahead: the one asked for longest ago is forgotten. */
  private static final int MAX_FILES = 1024;

  /** A sync that was asked for: of all changes of the file up to {@code sequence}. */
  static final class Ahead {
    private final long sequence;
    private final boolean dataOnly;
    private boolean done;

    Ahead(long sequence, boolean dataOnly) {
      this.sequence = sequence;
      this.dataOnly = dataOnly;
    }

    long sequence() {
      return sequence;
    }

    /** Whether the peer has told that it is on its disk. */
    boolean isDone() {
      return done;
    }
  }

  private final Map<Long, Ahead> byFile = new LinkedHashMap<>();
  private final Map<Long, Ahead> bySequence = new LinkedHashMap<>();

  /** The peer is asked to sync a file right after the write with that sequence. */
  void asked(long fileId, long sequence, boolean dataOnly) {
    forget(fileId);
    Ahead ahead = new Ahead(sequence, dataOnly);
    byFile.put(fileId, ahead);
    bySequence.put(sequence, ahead);
    if (byFile.size() > MAX_FILES) {
      forget(byFile.keySet().iterator().next());
    }
  }

  /** The sync that is expected of a file, as far as the peer was asked for it. */
  SyncHint expected(long fileId) {
    Ahead ahead = byFile.get(fileId);
    return ahead == null ? SyncHint.NONE : SyncHint.of(ahead.dataOnly);
  }

  /** An operation: what was asked for its files does not cover them any more. */
  void changed(Operation operation) {
    if (!byFile.isEmpty()) {
      FileIds.eachUsed(operation, this::forget);
    }
  }

  /** The peer has carried it out. Unknown sequences are old news. */
  void done(long sequence) {
    Ahead ahead = bySequence.get(sequence);
    if (ahead != null) {
      ahead.done = true;
    }
  }

  /** Takes the sync that makes this barrier superfluous, or gives null: it covers one barrier. */
  Ahead take(Operation.Barrier barrier) {
    Ahead ahead = byFile.get(barrier.fileId());
    if (ahead == null || (ahead.dataOnly && !barrier.dataOnly())) {
      return null;
    }
    forget(barrier.fileId());
    return ahead;
  }

  /** Another epoch, or none: nothing that was asked for will be answered. */
  void clear() {
    byFile.clear();
    bySequence.clear();
  }

  private void forget(long fileId) {
    Ahead ahead = byFile.remove(fileId);
    if (ahead != null) {
      bySequence.remove(ahead.sequence());
    }
  }
}
