package io.lockstep.node.module;

import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.NodeRecordFile;
import io.lockstep.journal.lineage.TreeTrust;
import java.util.Objects;

/**
 * Owns the durable record of a module. Safe for all threads: the role thread writes what was
 * decided, a worker notes the first acknowledgement of an ALONE epoch; each write waits for the
 * other.
 */
final class RecordKeeper {

  private final NodeRecordFile file;
  private NodeRecord current;

  /**
   * Reads it, or begins with the given one.
   *
   * @throws IllegalStateException if it is somebody else's: under another name this node would
   *     claim what another one may have been granted
   */
  RecordKeeper(NodeRecordFile file, NodeRecord fresh) {
    this.file = file;
    this.current = file.read().orElse(fresh);
    if (!owner(current).equals(owner(fresh))) {
      throw new IllegalStateException(
          "state-directory: expected the state of %s, found that of %s; correct the configuration or use another directory"
              .formatted(owner(fresh), owner(current)));
    }
  }

  private static String owner(NodeRecord record) {
    return "cluster %s, module %s, node %s"
        .formatted(record.cluster(), record.module(), record.node());
  }

  synchronized NodeRecord current() {
    return current;
  }

  /** Durable when it returns. */
  synchronized void persist(NodeRecord decided) {
    boolean sameEpoch = Objects.equals(decided.lineage(), current.lineage());
    NodeRecord merged = sameEpoch && current.aloneUsed() ? decided.withAloneUsed() : decided;
    current = file.write(withNotes(merged).withIncarnation(current.incarnation()));
  }

  /** What is noted below is nobody else's decision, and may be newer than what he has seen. */
  private NodeRecord withNotes(NodeRecord decided) {
    return decided
        .withStop(current.cleanStop(), current.bootId())
        .withCheckpoint(current.checkpoint());
  }

  /**
   * Durable when it returns: from here on it is known that this node acknowledged writes by itself.
   */
  synchronized void noteAloneUsed() {
    if (!current.aloneUsed()) {
      current = file.write(current.withAloneUsed());
    }
  }

  /** Durable when it returns; see {@link TreeTrust#running}. */
  synchronized void noteRunning(boolean trusted, String bootId) {
    current = file.write(TreeTrust.running(current, trusted, bootId));
  }

  /** Durable when it returns; see {@link TreeTrust#trustedAgain}. */
  synchronized void noteTrustedAgain(String bootId, long checkpoint) {
    current = file.write(TreeTrust.trustedAgain(current, bootId, checkpoint));
  }

  /** Durable when it returns; see {@link TreeTrust#distrusted}. */
  synchronized void noteDistrusted() {
    current = file.write(TreeTrust.distrusted(current));
  }

  /** Durable when it returns; see {@link TreeTrust#stopped}. */
  synchronized void noteStopped(boolean trusted, boolean synced, String bootId) {
    current = file.write(TreeTrust.stopped(current, trusted, synced, bootId));
  }
}
