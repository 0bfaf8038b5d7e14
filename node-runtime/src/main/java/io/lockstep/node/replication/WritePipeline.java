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
  private static final int ENOSPC = 28;

  private final AppliedMap applied;
  private final Healer healer;
  private final PipelineListener listener;
  private final RecordWriter writer;
  private final AckTracker tracker = new AckTracker();
  private final InFlight inFlight = new InFlight();
  private final FileHolds holds = new FileHolds();
  private final GateControl gate;
  private final Entitlement entitlement;

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
  }

  /** A journaled operation: the bindings before it, and the ticket if the peer has to have it. */
  private record Placed(long firstSequence, long sequence, long epoch, Ticket ticket) {

    /** A barrier that waits for a sync which the peer was asked for before. */
    static Placed ahead(long lastSequence, long epoch, Ticket ticket) {
      return new Placed(lastSequence + 1, lastSequence, epoch, ticket);
    }

    boolean isJournaled() {
      return firstSequence <= sequence;
    }
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
      return journalRefuses(e);
    } catch (RuntimeException | InternalError e) {
      gate.exit();
      return journalFailed(e);
    }
    try {
      if (!writer.isNamed(operation)) {
        return UNNAMED;
      }
      placed = place(operation, timeNanos, hint);
      inFlight.enter();
      holds.began(operation);
    } catch (RuntimeException | InternalError e) {
      return journalFailed(e);
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

  /** Under the append lock. */
  private Placed place(Operation operation, long timeNanos, SyncHint hint) {
    boolean mirrored = gate.mirroredEpoch() != 0;
    if (mirrored && operation instanceof Operation.Barrier barrier) {
      Ticket ahead = tracker.takeAhead(barrier, System.nanoTime(), Thread.currentThread());
      if (ahead != null) {
        return Placed.ahead(writer.lastSequence(), writer.segment().epoch(), ahead);
      }
    }
    SyncHint expected = mirrored ? expectedSync(operation, hint) : SyncHint.NONE;
    Placed placed = journal(operation, timeNanos, mirrored);
    if (expected != SyncHint.NONE) {
      askAhead(
          ((Operation.OfFile) operation).fileId(), placed.sequence(), expected == SyncHint.DATA);
    }
    return placed;
  }

  /**
   * With a write-back cache the kernel sends a file's times between its pages and the fsync: a sync
   * that was expected before is so still.
   */
  private SyncHint expectedSync(Operation operation, SyncHint hint) {
    return operation instanceof Operation.SetAttributes set
        ? tracker.expectedSync(set.fileId())
        : hint;
  }

  /** Noted before it is sent: the answer may be back before this thread runs on. */
  private void askAhead(long fileId, long sequence, boolean dataOnly) {
    tracker.syncAhead(fileId, sequence, dataOnly);
    writer.syncAhead(fileId, dataOnly);
  }

  private Placed journal(Operation operation, long timeNanos, boolean mirrored) {
    long first = writer.lastSequence() + 1;
    long sequence = writer.prepare(operation, timeNanos);
    Ticket ticket = null;
    if (mirrored) {
      tracker.changed(operation);
      // Before it is sent: the answer may be back before this thread runs on.
      ticket = new Ticket(sequence, operation, System.nanoTime(), Thread.currentThread());
      tracker.add(ticket);
    }
    writer.append(operation, timeNanos);
    return new Placed(first, sequence, writer.segment().epoch(), ticket);
  }

  /** Nothing was placed: the operation never was, and the next one may find room. */
  private int journalRefuses(NoSegmentException e) {
    listener.journalRefuses(e);
    return e.isFull() ? -ENOSPC : -EIO;
  }

  /** An InternalError is a page of a mapped file that the disk did not give. */
  private int journalFailed(Throwable e) {
    LOG.error("the journal cannot be written, the operation is refused", e);
    gate.shut(EIO);
    listener.journalFailed(e);
    return -EIO;
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
      if (!heal(operation, timeNanos)) {
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
   * The peer has, or a returning peer will be sent, an operation that this tree refused: what
   * follows makes the two equal again before the application hears of the error.
   */
  private boolean heal(Operation failed, long timeNanos) {
    for (Operation healing : healer.healing(failed)) {
      Placed placed = placeHealing(healing, timeNanos);
      if (placed == null || !isEntitled(placed, Stage.RECEIVED)) {
        return false;
      }
      if (placed.ticket() != null) {
        tracker.remove(placed.ticket());
      }
      for (long s = placed.firstSequence(); s <= placed.sequence(); s++) {
        applied.skipped(s);
      }
    }
    return true;
  }

  private Placed placeHealing(Operation healing, long timeNanos) {
    if (gate.enter(true) != 0) {
      return null;
    }
    try {
      writer.continueJournal();
      return place(healing, timeNanos, SyncHint.NONE);
    } catch (RuntimeException | InternalError e) {
      journalFailed(e);
      return null;
    } finally {
      gate.exit();
    }
  }

  /**
   * Waits until these files stand still on this node; see {@link FileHold}. One hold at a time.
   *
   * @return empty if this node is not mirrored
   */
  public Optional<FileHold> hold(Set<Long> fileIds) {
    FileHold hold = new FileHold(this, gate, writer, holds);
    return hold.add(fileIds) ? Optional.of(hold) : Optional.empty();
  }

  /** See {@link FileHold#describe}. */
  boolean describe(Operation operation, long timeNanos) {
    Optional<Placed> placed = placeDescription(operation, timeNanos);
    if (placed.isEmpty()) {
      return false;
    }
    try {
      return isEntitled(placed.get(), Stage.RECEIVED);
    } finally {
      tracker.remove(placed.get().ticket());
      inFlight.leave();
    }
  }

  private Optional<Placed> placeDescription(Operation operation, long timeNanos) {
    if (gate.enter(false) != 0) {
      return Optional.empty();
    }
    try {
      if (gate.mirroredEpoch() == 0 || !writer.isNamed(operation)) {
        return Optional.empty();
      }
      writer.continueJournal();
      Placed placed = journalAsDone(operation, timeNanos);
      inFlight.enter();
      return Optional.of(placed);
    } catch (NoSegmentException e) {
      listener.journalRefuses(e);
      return Optional.empty();
    } catch (RuntimeException | InternalError e) {
      journalFailed(e);
      return Optional.empty();
    } finally {
      gate.exit();
    }
  }

  /**
   * Counted as applied before it is in the journal: this tree is what it describes, and a redo of
   * it here, after a kill in between, could take away what is to be described next.
   */
  private Placed journalAsDone(Operation operation, long timeNanos) {
    long first = writer.lastSequence() + 1;
    long sequence = writer.prepare(operation, timeNanos);
    for (long s = first; s <= sequence; s++) {
      applied.skipped(s);
    }
    tracker.changed(operation);
    Ticket ticket = new Ticket(sequence, operation, System.nanoTime(), Thread.currentThread());
    tracker.add(ticket);
    writer.append(operation, timeNanos);
    return new Placed(first, sequence, writer.segment().epoch(), ticket);
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
