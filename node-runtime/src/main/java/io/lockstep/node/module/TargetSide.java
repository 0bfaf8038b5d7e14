package io.lockstep.node.module;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.Lineage;
import io.lockstep.journal.lineage.Verdict;
import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.reintegration.Progress;
import io.lockstep.node.reintegration.StateTarget;
import io.lockstep.node.replication.LinkMessage;
import io.lockstep.node.replication.PeerConnection;
import io.lockstep.node.replication.Receiver;
import io.lockstep.node.replication.ReceiverListener;
import io.lockstep.node.replication.RejectCode;
import io.lockstep.node.role.Input;
import io.lockstep.node.tree.FileTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does on one connection while it is brought up to date, and afterwards as the mirror.
 */
final class TargetSide implements AutoCloseable {

  private static final long QUIET_TIMEOUT_MILLIS = 10_000;
  private static final long SYNC_TIMEOUT_MILLIS = 120_000;
  private static final Logger LOG = LoggerFactory.getLogger(TargetSide.class);

  private final OpenedModule opened;
  private final PeerConnection connection;
  private final Consumer<Input> troubles;
  private final Executor executor;
  private final StateMailbox mailbox;
  private final Progress stateProgress = new Progress();
  private volatile Receiver receiver;
  private final CompletableFuture<Void> stateEnd = new CompletableFuture<>();
  private volatile CompletableFuture<Void> stateWork = CompletableFuture.completedFuture(null);
  private final Object settling = new Object();
  private final long begunNanos = System.nanoTime();
  private volatile boolean byState;
  private boolean closed;

  /**
   * The target's side of one connection.
   *
   * @param troubles takes what is wrong with this node, which matters also when the connection has
   *     ended
   */
  TargetSide(
      OpenedModule opened, PeerConnection connection, Consumer<Input> troubles, Executor executor) {
    this.opened = opened;
    this.connection = connection;
    this.troubles = troubles;
    this.executor = executor;
    this.mailbox = new StateMailbox(connection, 0);
  }

  /** Ready when it returns: the source may send. */
  void receive(Verdict.Method method, long commonSequence, Lineage own) {
    switch (method) {
      case LOG -> receiveJournal(commonSequence, own);
      case STATE -> {
        byState = true;
        CompletableFuture<Void> work = new CompletableFuture<>();
        stateWork = work;
        executor.execute(() -> receiveState(work));
      }
    }
  }

  /**
   * The tree must hold exactly what lies before the common position; what the journal holds beyond
   * was never applied, and is cut off before what follows can be taken for its continuation.
   */
  private void receiveJournal(long commonSequence, Lineage own) {
    Missing.apply(opened, commonSequence);
    opened.applied().reset(commonSequence);
    Optional<Epoch> shared = own.epochOfCut(commonSequence);
    boolean ahead = shared.map(this::isAheadOf).orElse(false);
    if (opened.journal().lastSequence() != commonSequence || ahead) {
      beginSegment(shared.orElseThrow(), commonSequence + 1);
    }
    receiver = newReceiver(0);
  }

  /** An epoch of this node's own in which nothing was written makes the source's look old. */
  private boolean isAheadOf(Epoch shared) {
    return opened
        .journal()
        .currentSegment()
        .map(segment -> segment.epoch() > shared.number())
        .orElse(false);
  }

  private void beginSegment(Epoch epoch, long firstSequence) {
    opened.journal().beginSegment(new SegmentHeader(epoch.number(), epoch.id(), firstSequence));
  }

  private Receiver newReceiver(long minEpoch) {
    return new Receiver(
        opened.journal(),
        opened.applied(),
        new ApplyToTree(opened.tree(), new FileTable(), opened.examiner()),
        connection,
        new DiskRoom(opened::disks),
        new Troubles(),
        minEpoch);
  }

  private void receiveState(CompletableFuture<Void> work) {
    try {
      takeState();
      stateEnd.complete(null);
    } catch (IOException | RuntimeException e) {
      LOG.warn("a synchronisation by state ended before it was complete: {}", e.toString());
      stateEnd.completeExceptionally(e);
      if (connection.isOpen()) {
        troubles.accept(new Input.Unable("synchronisation by state: " + e.getMessage()));
      }
      connection.close();
    } finally {
      work.complete(null);
    }
  }

  private void takeState() throws IOException {
    opened.tree().closeKeptDescriptors();
    try (StateTarget target =
        new StateTarget(opened.capture().backing(), opened.exclusion(), mailbox, stateProgress)) {
      target.run();
    }
  }

  /** Whether the tree stands where the source says. Waits for what is being applied. */
  boolean standsAt(long sequence) {
    if (byState) {
      return isSynchronised();
    }
    Receiver now = receiver;
    return now != null
        && now.awaitQuiet(QUIET_TIMEOUT_MILLIS)
        && now.lastSequence() == sequence
        && now.appliedSequence() == sequence;
  }

  /** The journal may hold a tail beyond it, never acknowledged: the next segment cuts that. */
  private boolean hasApplied(long sequence) {
    Receiver now = receiver;
    return now != null && now.awaitQuiet(SYNC_TIMEOUT_MILLIS) && now.appliedSequence() >= sequence;
  }

  /** The source is done a moment before this node is: its tree must be on disk first. */
  private boolean isSynchronised() {
    try {
      stateEnd.get(SYNC_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException | CancellationException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Brings to disk what was received, all of it, and posts {@link Input.TreeSettled}. Returns at
   * once; how it failed, if it did, is told as trouble.
   */
  void settle(long sequence, Consumer<Input> inbox) {
    executor.execute(
        () -> {
          if (hasApplied(sequence)) {
            sync(sequence, inbox);
          } else {
            // Its loss ends the replay on both sides.
            connection.close();
          }
        });
  }

  /** A tree that was closed meanwhile has no descriptors to sync by, and is not broken. */
  private void sync(long sequence, Consumer<Input> inbox) {
    synchronized (settling) {
      if (closed) {
        return;
      }
      int result = opened.tree().sync();
      if (result < 0) {
        troubles.accept(new Input.TreeBroken("syncfs failed with " + Errno.name(result)));
      } else {
        inbox.accept(new Input.TreeSettled(sequence));
      }
    }
  }

  /** From here on the mirror of what the peer sends in this epoch. */
  void mirror(Epoch epoch) {
    if (receiver != null) {
      receiver.requireEpoch(epoch.number());
      return;
    }
    opened.applied().reset(epoch.firstSequence() - 1);
    if (byState) {
      // The journal knows nothing of how the tree came here: it begins anew. What it held may be
      // of another branch and must never be taken for the source's. Writers wait meanwhile, so the
      // files go afterwards.
      beginSegment(epoch, epoch.firstSequence());
      executor.execute(() -> dropHistoryBelow(epoch.firstSequence()));
    }
    receiver = newReceiver(epoch.number());
  }

  private void dropHistoryBelow(long sequence) {
    try {
      opened.trimmer().dropBelow(sequence);
    } catch (UncheckedIOException e) {
      LOG.warn("old segments of the journal could not be deleted; they are at the next start", e);
    }
  }

  /** From the connection's handler; true if the message was for the target. */
  boolean message(long epoch, LinkMessage message) {
    if (message instanceof LinkMessage.StateSync sync) {
      // What nobody is going to read must not pile up.
      if (byState) {
        mailbox.deliver(sync);
      }
      return true;
    }
    if (message instanceof LinkMessage.VerifyAside asked) {
      executor.execute(() -> keep(asked));
      return true;
    }
    Receiver now = receiver;
    return now != null && now.message(epoch, message);
  }

  /** Takes as long as this node's disk: not in the way of the stream. */
  private void keep(LinkMessage.VerifyAside asked) {
    try {
      connection.send(new LinkMessage.VerifyAnswer(opened.kept().answer(asked.question())));
    } catch (RuntimeException e) {
      LOG.warn("a question of the primary is not understood", e);
      connection.close();
    }
  }

  void record(MemorySegment record) {
    Receiver now = receiver;
    if (now == null) {
      throw new IllegalArgumentException("a journal record arrived that nobody asked for");
    }
    now.record(record);
  }

  void batchEnd() {
    Receiver now = receiver;
    if (now != null) {
      now.batchEnd();
    }
  }

  /** For people: how far it is. */
  String progress() {
    return byState && receiver == null
        ? StateWords.of(stateProgress, new Pace(System.nanoTime() - begunNanos))
        : "";
  }

  /** After it returns nothing is journaled, acknowledged, applied, copied or synced any more. */
  @Override
  public void close() {
    mailbox.close();
    stateEnd.cancel(false);
    stateWork.join();
    synchronized (settling) {
      closed = true;
    }
    Receiver now = receiver;
    if (now != null) {
      now.close();
    }
  }

  /** What goes wrong on the mirror is told to the role thread. */
  private final class Troubles implements ReceiverListener {
    @Override
    public void applyFailed(long sequence, int errno, String what) {
      troubles.accept(
          new Input.TreeBroken(
              "operation %d could not be applied: %s (%s)"
                  .formatted(sequence, Errno.name(errno), what)));
    }

    @Override
    public void journalFailed(long sequence, Throwable cause) {
      LOG.error("journal failed at {}", sequence, cause);
      troubles.accept(
          new Input.ActionFailed("the journal cannot be written: " + cause.getMessage()));
    }

    @Override
    public void unable(String why) {
      troubles.accept(new Input.Unable(why));
    }

    @Override
    public void syncFailed(long sequence, int errno) {
      troubles.accept(
          new Input.TreeBroken(
              "fsync failed with %s: what it covered may never reach the disk"
                  .formatted(Errno.name(errno))));
    }

    @Override
    public void refused(RejectCode code, String detail) {
      LOG.warn("refused what the peer sent: {} {}", code, detail);
    }
  }
}
