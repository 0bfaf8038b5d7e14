package io.lockstep.node.replication;

import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.journal.op.Operation;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The gate of a write pipeline and the append lock. Workers {@link #enter} and {@link #exit}; all
 * else is for the role thread, except {@link #acknowledged} and {@link #synced}, which take no lock
 * that a sending worker holds.
 */
final class GateControl {

  /** How long an append may take (it sends) before its connection is given up. */
  private static final long STUCK_APPEND_MILLIS = 1_000;

  /** An append takes a few microseconds: looking again is cheaper than sleeping. */
  private static final int SPINS = 200;

  private static final int EIO = 5;

  private final RecordWriter writer;
  private final AckTracker tracker;
  private final InFlight inFlight;
  private final FileHolds holds;
  private final ReentrantLock appendLock = new ReentrantLock();
  private final Condition moved = appendLock.newCondition();

  private volatile Gate gate = new Gate.Closed(EIO);
  private volatile PeerConnection connection;
  private volatile long delayNanos;
  private boolean healingWhileFrozen;

  GateControl(RecordWriter writer, AckTracker tracker, InFlight inFlight, FileHolds holds) {
    this.writer = writer;
    this.tracker = tracker;
    this.inFlight = inFlight;
    this.holds = holds;
  }

  /** Where acknowledgements of waiting operations arrive; null if nowhere. */
  PeerConnection connection() {
    return connection;
  }

  /** The epoch in which an operation needs the peer, or 0. */
  long mirroredEpoch() {
    return gate.mirroredEpoch();
  }

  /**
   * Waits while the gate is frozen or one of the operation's files is held, then holds the append
   * lock.
   *
   * @return 0 with the lock held, or a negative errno without it
   */
  int enter(Operation operation) {
    return enter(false, operation);
  }

  /**
   * The same, whatever files are held.
   *
   * @param healing whether the operation completes one that {@link #drain} waits for
   */
  int enter(boolean healing) {
    return enter(healing, null);
  }

  private int enter(boolean healing, Operation operation) {
    long delay = delayNanos;
    if (delay > 0) {
      LockSupport.parkNanos(this, delay);
    }
    lockAppend();
    while (!gate.isOpen() || holds.isHeld(operation)) {
      if (gate instanceof Gate.Closed(int errno)) {
        appendLock.unlock();
        return -errno;
      }
      if (healing && healingWhileFrozen) {
        return 0;
      }
      moved.awaitUninterruptibly();
    }
    return 0;
  }

  /** Each operation waits this long before it enters; 0: not at all. */
  void slowDown(long nanos) {
    delayNanos = nanos;
  }

  void exit() {
    appendLock.unlock();
  }

  /** No file is held any more. */
  void letGo() {
    lockAppend();
    try {
      holds.release();
      moved.signalAll();
    } finally {
      appendLock.unlock();
    }
  }

  private void lockAppend() {
    for (int i = 0; i < SPINS; i++) {
      if (appendLock.tryLock()) {
        return;
      }
      Thread.onSpinWait();
    }
    appendLock.lock();
  }

  /** For the role thread: takes the lock even if a worker hangs in a send to a dead peer. */
  private void lockForRole() {
    boolean interrupted = false;
    while (true) {
      try {
        if (appendLock.tryLock(STUCK_APPEND_MILLIS, TimeUnit.MILLISECONDS)) {
          break;
        }
        closeConnection();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeConnection() {
    PeerConnection stuck = connection;
    if (stuck != null) {
      stuck.close();
    }
  }

  /**
   * New operations wait before the journal; those that wait for an acknowledgement keep waiting,
   * and may still get it. When this returns, {@link RecordWriter#lastSequence} stands still (until
   * {@link #drain}, during which failed operations may be healed). No effect on a closed or frozen
   * gate.
   */
  void freeze() {
    lockForRole();
    try {
      if (gate.isOpen()) {
        gate = new Gate.Frozen(gate);
      }
    } finally {
      appendLock.unlock();
    }
  }

  /** Back to ALONE in the same epoch; no effect if it is that already. */
  void thaw() {
    lockForRole();
    try {
      switch (gate) {
        case Gate.Frozen(Gate.Alone alone) -> open(alone);
        case Gate.Alone _ -> {}
        default ->
            throw new IllegalStateException("thaw: expected a frozen ALONE gate, found " + gate);
      }
    } finally {
      appendLock.unlock();
    }
  }

  /**
   * New operations are answered with {@code -errno}, waiting ones with -EIO without their local
   * step. Operations that were acknowledged may still be running their local step: {@link #drain}
   * before anything else writes to the tree.
   */
  void close(int errno) {
    // Waiting workers first: the one that holds the append lock may be stuck in a send.
    tracker.failAll();
    lockForRole();
    try {
      shutLocked(errno);
    } finally {
      appendLock.unlock();
    }
  }

  /** The same, from a worker. */
  void shut(int errno) {
    appendLock.lock();
    try {
      shutLocked(errno);
    } finally {
      appendLock.unlock();
    }
  }

  private void shutLocked(int errno) {
    gate = new Gate.Closed(errno);
    PeerConnection old = connect(null);
    // Again, under the lock: no operation is placed after this, so none can be missed.
    tracker.failAll();
    wakeReader(old);
    moved.signalAll();
  }

  /**
   * This node has been granted the epoch and goes on by itself: operations that wait for the peer
   * proceed. From a frozen or closed gate.
   */
  void openAlone(SegmentHeader header) {
    lockForRole();
    try {
      requireStill();
      PeerConnection old = connect(null);
      writer.begin(header);
      tracker.releaseAlone(header.epoch());
      wakeReader(old);
      open(new Gate.Alone(header.epoch()));
    } finally {
      appendLock.unlock();
    }
  }

  /**
   * Both nodes acknowledge from now on. The peer holds everything before the header's first
   * sequence: it has joined there. From a frozen or closed gate.
   */
  void openMirrored(SegmentHeader header, PeerConnection to) {
    lockForRole();
    try {
      requireStill();
      PeerConnection old = connect(to);
      writer.begin(header);
      tracker.restart(header.firstSequence() - 1);
      wakeReader(old);
      open(new Gate.Mirrored(header.epoch()));
    } finally {
      appendLock.unlock();
    }
  }

  private void requireStill() {
    if (gate.isOpen()) {
      throw new IllegalStateException("gate: expected it frozen or closed, found " + gate);
    }
  }

  private void open(Gate next) {
    gate = next;
    moved.signalAll();
    tracker.wakeOne();
  }

  /** Sends to another connection from now on; gives the one before. */
  private PeerConnection connect(PeerConnection to) {
    PeerConnection old = connection;
    connection = to;
    writer.connect(to);
    if (to != null) {
      to.onReaderLeft(tracker::wakeOne);
    }
    return old;
  }

  /** After the tickets were changed: the worker that reads there may be waiting for one. */
  private static void wakeReader(PeerConnection old) {
    if (old != null) {
      old.wakeReader();
    }
  }

  /**
   * Whether, in time, every operation that was placed has its answer. The gate is frozen or closed.
   * While this waits, a failed operation may still journal what heals it.
   */
  boolean drain(long timeoutMillis) {
    long deadline = System.nanoTime() + InFlight.nanos(timeoutMillis);
    allowHealing(true);
    try {
      return inFlight.awaitNone(deadline - System.nanoTime());
    } finally {
      allowHealing(false);
    }
  }

  private void allowHealing(boolean allowed) {
    lockForRole();
    try {
      healingWhileFrozen = allowed;
      moved.signalAll();
    } finally {
      appendLock.unlock();
    }
  }

  /** Ignored unless it is about the epoch that is mirrored now. */
  void acknowledged(long epoch, long sequence) {
    if (!isCurrent(epoch)) {
      return;
    }
    if (sequence > writer.lastSequence()) {
      // What was never sent cannot have been received: nothing this peer says can be trusted.
      refuse("an acknowledgement of " + sequence + " behind the end " + writer.lastSequence());
      return;
    }
    tracker.acknowledge(sequence);
  }

  /** Ignored unless it is about the epoch that is mirrored now. */
  void synced(long epoch, long sequence) {
    if (isCurrent(epoch)) {
      tracker.sync(sequence);
    }
  }

  private boolean isCurrent(long epoch) {
    return epoch != 0 && gate.mirroredEpoch() == epoch;
  }

  private void refuse(String what) {
    PeerConnection liar = connection;
    if (liar != null) {
      liar.reject(RejectCode.BAD_SEQUENCE, what);
    }
  }
}
