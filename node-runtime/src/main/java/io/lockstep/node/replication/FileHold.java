package io.lockstep.node.replication;

import io.lockstep.journal.op.Operation;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * Some files stand still on this node, while it is mirrored: all that is journaled of them is in
 * the tree, and what is going to change them waits before the journal. So what this node finds in
 * them now is what its peer must find at the journal's end. For one thread, and for a moment:
 * writers wait. Made by {@link WritePipeline#hold}.
 */
public final class FileHold implements AutoCloseable {

  private final Descriptions descriptions;
  private final GateControl gate;
  private final RecordWriter writer;
  private final FileHolds holds;

  FileHold(Descriptions descriptions, GateControl gate, RecordWriter writer, FileHolds holds) {
    this.descriptions = descriptions;
    this.gate = gate;
    this.writer = writer;
    this.holds = holds;
  }

  /**
   * Holds these files too.
   *
   * @return false if this node is not mirrored any more
   */
  public boolean add(Set<Long> fileIds) {
    if (!enter()) {
      return false;
    }
    try {
      holds.hold(fileIds);
    } finally {
      gate.exit();
    }
    holds.awaitNone();
    return true;
  }

  /** How an attempt to send a message at the journal's end has ended. */
  public enum Sent {
    YES,
    /** There was nothing to send. */
    NOTHING,
    NOT_MIRRORED
  }

  /**
   * Sends a message behind the last record and before the next one.
   *
   * @param message makes it, given the last sequence; called with the append lock held, so that
   *     names are those of the journal's end
   */
  public Sent tell(LongFunction<Optional<LinkMessage>> message) {
    if (!enter()) {
      return Sent.NOT_MIRRORED;
    }
    try {
      Optional<LinkMessage> made = message.apply(writer.lastSequence());
      made.ifPresent(writer::tell);
      return made.isPresent() ? Sent.YES : Sent.NOTHING;
    } finally {
      gate.exit();
    }
  }

  /**
   * Has the peer apply an operation whose result this node's tree shows already, and waits until it
   * has it in its journal.
   *
   * @return false if that cannot be: not mirrored any more, or no name is known of a file
   */
  public boolean describe(Operation operation, long timeNanos) {
    return descriptions.describe(operation, timeNanos);
  }

  private boolean enter() {
    if (gate.enter(false) != 0) {
      return false;
    }
    if (gate.mirroredEpoch() == 0) {
      gate.exit();
      return false;
    }
    return true;
  }

  /** Lets the files go. */
  @Override
  public void close() {
    gate.letGo();
  }
}
