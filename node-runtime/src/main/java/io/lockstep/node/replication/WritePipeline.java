package io.lockstep.node.replication;

import io.lockstep.journal.log.AppliedMap;
import io.lockstep.journal.log.Journal;
import io.lockstep.journal.log.NoSegmentException;
import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.replication.Ticket.Stage;
import io.lockstep.node.write.NameSource;
import io.lockstep.node.write.SyncHint;
import io.lockstep.node.write.WritePath;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The primary's write path. Workers call {@link #execute}, the role thread moves the {@link
 * GateControl gate}, the link's handler reports acknowledgements.
 *
 * <p><b>Why a worker never returns success unless it is entitled to.</b> An operation gets its
 * place in the journal only under the append lock and only while the gate is ALONE or MIRRORED.
 *
 * <ul>
 *   <li>Journaled while ALONE: this node was granted that epoch, and the epoch's first use is
 *       durable before the answer ({@link AloneGuard}).
 *   <li>Journaled while MIRRORED: it gets a {@link Ticket} under the same lock, and its worker goes
 *       on only when the ticket ends. PEER: the peer acknowledged this sequence, or a later one, in
 *       an epoch that is mirrored here; it journals in order, so it has this operation, and every
 *       later primary has its history. ALONE: the gate was opened for an epoch granted to this
 *       node, whose history holds the operation. FAILED: -EIO, and the local step is not run.
 *   <li>A ticket ends once: a gate that is closed and opened again later does not revive it.
 *   <li>The local step comes after that, so this node's tree holds nothing that neither the peer
 *       nor a granted epoch of this node has.
 * </ul>
 */
public final class WritePipeline implements WritePath, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WritePipeline.class);
  private static final int EIO = 5;

  private final AppliedMap applied;
  private final Healer healer;
  private final PipelineListener listener;
  private final RecordWriter writer;
  private final AckTracker tracker = new AckTracker();
  private final InFlight inFlight = new InFlight();
  private final FileHolds holds = new FileHolds();
  private final GateControl gate;
  private final Entitlement entitlement;
  private final JournalFailures failures;
  private final Placement placement;
  private final Descriptions descriptions;

  /** A pipeline whose gate is closed (EIO). Closes neither journal nor map. */
  public WritePipeline(
      Journal journal,
      AppliedMap applied,
      NameSource names,
      Healer healer,
      PipelineListener listener) {
    this.applied = applied;
    this.healer = healer;
    this.listener = listener;
    this.writer = new RecordWriter(journal, names);
    this.gate = new GateControl(writer, tracker, inFlight, holds);
    this.entitlement = new Entitlement(gate, new AloneGuard(listener));
    this.failures = new JournalFailures(gate, listener);
    this.placement = new Placement(gate, writer, tracker, applied);
    this.descriptions =
        new Descriptions(
            gate, writer, placement, entitlement, tracker, inFlight, applied, failures);
  }

  @Override
  public int execute(Operation operation, long timeNanos, LocalStep localStep) {
    return execute(operation, timeNanos, SyncHint.NONE, localStep);
  }

  @Override
  public int execute(Operation operation, long timeNanos, SyncHint hint, LocalStep localStep) {
    int refusal = gate.enter(operation);
    if (refusal != 0) {
      return refusal;
    }
    Placed placed;
    try {
      writer.continueJournal();
    } catch (NoSegmentException e) {
      gate.exit();
      return failures.refused(e);
    } catch (RuntimeException | InternalError e) {
      gate.exit();
      return failures.failed(e);
    }
    try {
      if (!writer.isNamed(operation)) {
        return UNNAMED;
      }
      placed = placement.place(operation, timeNanos, hint);
      inFlight.enter();
      holds.began(operation);
    } catch (RuntimeException | InternalError e) {
      return failures.failed(e);
    } finally {
      gate.exit();
    }
    try {
      if (placed.ticket() != null) {
        localStep.placed();
      }
      return finish(placed, operation, timeNanos, localStep);
    } finally {
      holds.ended(operation);
      inFlight.leave();
    }
  }

  private int finish(Placed placed, Operation operation, long timeNanos, LocalStep localStep) {
    try {
      if (!isEntitled(placed, Stage.RECEIVED)) {
        return -EIO;
      }
      for (long bind = placed.firstSequence(); bind < placed.sequence(); bind++) {
        applied.skipped(bind);
      }
      return operation instanceof Operation.Barrier barrier
          ? finishBarrier(placed, barrier, localStep)
          : finishChange(placed, operation, timeNanos, localStep);
    } catch (RuntimeException | InternalError e) {
      return finishFailed(placed, e);
    } finally {
      if (placed.ticket() != null) {
        tracker.remove(placed.ticket());
      }
    }
  }

  /**
   * Going on would leave this operation out of the tree for ever, and with it all that a redo has
   * to look at: the journal behind it grows, and the map of what is applied comes to its end.
   */
  private int finishFailed(Placed placed, Throwable e) {
    LOG.error("operation {} is journaled and cannot be finished", placed.sequence(), e);
    gate.shut(EIO);
    listener.finishFailed(placed.sequence(), e);
    return -EIO;
  }

  private int finishChange(
      Placed placed, Operation operation, long timeNanos, LocalStep localStep) {
    int slot = applied.started(placed.sequence());
    int result = runLocally(localStep);
    if (result < 0) {
      if (!descriptions.heal(healer.healing(operation), timeNanos)) {
        // Not marked as applied: after a restart it counts as doubtful, which it is.
        return -EIO;
      }
      // Only now: it says that both copies are equal.
      listener.localStepRefused(operation, result);
    }
    applied.applied(slot, placed.sequence());
    return result;
  }

  /** The local fsync runs while the peer carries out its own; success needs both. */
  private int finishBarrier(Placed placed, Operation.Barrier barrier, LocalStep localStep) {
    int result = runLocally(localStep);
    if (result < 0) {
      listener.localSyncFailed(barrier.fileId(), result);
    }
    if (!isEntitled(placed, Stage.SYNCED)) {
      return -EIO;
    }
    if (placed.isJournaled()) {
      applied.skipped(placed.sequence());
    }
    return result;
  }

  private static int runLocally(LocalStep localStep) {
    try {
      return localStep.run();
    } catch (RuntimeException e) {
      LOG.error("a local step failed in a way it must not", e);
      return -EIO;
    }
  }

  /**
   * Waits until these files stand still on this node; see {@link FileHold}. One hold at a time.
   *
   * @return empty if this node is not mirrored
   */
  public Optional<FileHold> hold(Set<Long> fileIds) {
    FileHold hold = new FileHold(descriptions, gate, writer, holds);
    return hold.add(fileIds) ? Optional.of(hold) : Optional.empty();
  }

  private boolean isEntitled(Placed placed, Stage stage) {
    return entitlement.await(placed.ticket(), placed.epoch(), stage);
  }

  /** New operations wait; see {@link GateControl#freeze}. */
  public void freeze() {
    gate.freeze();
  }

  /** Takes a freeze of an ALONE epoch back. */
  public void thaw() {
    gate.thaw();
  }

  /** Each new operation waits this long first; 0 ends that. For a replay that must catch up. */
  void slowDown(long delayNanos) {
    gate.slowDown(delayNanos);
  }

  /** Nothing is entitled any more; see {@link GateControl#shut}. */
  public void closeGate(int errno) {
    gate.close(errno);
  }

  /** Acknowledges by itself from now on; see {@link GateControl#openAlone}. */
  public void openAlone(SegmentHeader header) {
    gate.openAlone(header);
  }

  /** Acknowledges together with the peer; see {@link GateControl#openMirrored}. */
  public void openMirrored(SegmentHeader header, PeerConnection connection) {
    gate.openMirrored(header, connection);
  }

  /** Whether everything begun is finished in time; see {@link GateControl#drain}. */
  public boolean drain(long timeoutMillis) {
    return gate.drain(timeoutMillis);
  }

  /** From the handler: {@link LinkMessage.Ack} with the epoch of its header. */
  public void acknowledged(long epoch, long sequence) {
    gate.acknowledged(epoch, sequence);
  }

  /** From the handler: {@link LinkMessage.Synced} with the epoch of its header. */
  public void synced(long epoch, long sequence) {
    gate.synced(epoch, sequence);
  }

  /** Whether no acknowledgement of the peer is waited for: none of its barriers either. */
  boolean answersAlone() {
    return gate.mirroredEpoch() == 0;
  }

  /** The newest record this pipeline has journaled. */
  public long lastSequence() {
    return writer.lastSequence();
  }

  /** Everything up to here is in the peer's journal, as far as it has told in this epoch. */
  public long acknowledgedSequence() {
    return tracker.acknowledged();
  }

  /** {@link System#nanoTime} since when the oldest unacknowledged operation waits; 0: none. */
  public long oldestWaitingNanos() {
    return tracker.oldestUnreceivedNanos();
  }

  /** The same for barriers that wait for the peer's disk. */
  public long oldestUnsyncedNanos() {
    return tracker.oldestUnsyncedNanos();
  }

  /** Closes the gate (EIO). */
  @Override
  public void close() {
    gate.close(EIO);
  }
}
