package io.lockstep.node.replication;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * The receiving half of a connection: whoever holds its lock is the reader. See {@link
 * PeerConnection} for why there are several.
 */
final class ReadSide implements Closeable {

  /** How long after a worker wanted to read the reader thread leaves reading to workers. */
  private static final long WORKERS_READ_NANOS = 50_000_000;

  /** A sleeping reader looks at its condition again this often even if nobody wakes it. */
  private static final long MAX_SLEEP_MILLIS = 200;

  private final Selector selector;
  private final FrameReceiver receiver;
  private final SpinPolicy spinning;
  private final boolean workersRead;
  private final ReentrantLock lock = new ReentrantLock();

  private volatile LinkHandler handler;
  private volatile BiConsumer<CloseReason, String> failure;
  private volatile Runnable readerLeft = () -> {};
  private volatile long lastReceivedNanos = System.nanoTime();
  private volatile long lastWantedNanos = System.nanoTime() - WORKERS_READ_NANOS;

  ReadSide(SocketChannel channel, Selector selector, LinkOptions options) {
    this.selector = selector;
    this.receiver = new FrameReceiver(channel, options.bufferBytes());
    this.spinning = new SpinPolicy(options.spinMicros() * 1_000);
    this.workersRead = options.workersRead();
  }

  void begin(LinkHandler to, BiConsumer<CloseReason, String> onFailure) {
    failure = onFailure;
    handler = to;
  }

  void onReaderLeft(Runnable action) {
    readerLeft = action;
  }

  long lastReceivedNanos() {
    return lastReceivedNanos;
  }

  void wake() {
    selector.wakeup();
  }

  /** Whether workers read for themselves at present. */
  boolean isLeftToWorkers() {
    return workersRead && System.nanoTime() - lastWantedNanos < WORKERS_READ_NANOS;
  }

  /** Reads until the condition holds; false at once if somebody else is reading. */
  boolean readUntil(BooleanSupplier done, BooleanSupplier open) {
    if (!workersRead || handler == null) {
      return false;
    }
    lastWantedNanos = System.nanoTime();
    if (!lock.tryLock()) {
      return false;
    }
    try {
      while (open.getAsBoolean() && !done.getAsBoolean()) {
        if (!spin(done)) {
          sleep();
        }
      }
      lastWantedNanos = System.nanoTime();
    } finally {
      leave();
    }
    return true;
  }

  /** One turn of the reader thread: takes what there is, or sleeps until something comes. */
  boolean readOrSleep() {
    if (!lock.tryLock()) {
      return false;
    }
    try {
      if (!spin(() -> false)) {
        sleep();
      }
    } finally {
      leave();
    }
    return true;
  }

  /** Takes what there is, if nobody else is reading. */
  void look() {
    if (lock.tryLock()) {
      try {
        poll();
      } finally {
        leave();
      }
    }
  }

  /**
   * The order is what loses no wake-up: a worker queues itself before it tries the lock, and the
   * lock is free before the queue is looked at here. So either the worker gets the lock or this
   * finds the worker.
   */
  private void leave() {
    lock.unlock();
    readerLeft.run();
  }

  /**
   * Whether something came, or the condition came true, while looking for as long as it pays.
   * Yields in between: the peer, or its host's share of this machine, may be what needs this core.
   */
  @SuppressWarnings("ThreadPriorityCheck") // Correct without the yield, only slower: measured.
  private boolean spin(BooleanSupplier done) {
    if (poll()) {
      return true;
    }
    long budget = spinning.budgetNanos();
    if (budget == 0) {
      return false;
    }
    long start = System.nanoTime();
    while (System.nanoTime() - start < budget) {
      Thread.yield();
      if (poll()) {
        spinning.hit();
        return true;
      }
      if (done.getAsBoolean()) {
        return true;
      }
    }
    spinning.miss();
    return false;
  }

  private void sleep() {
    try {
      selector.select(key -> {}, MAX_SLEEP_MILLIS);
    } catch (IOException | RuntimeException e) {
      failure.accept(CloseReason.FAILURE, "waiting for the peer failed: " + e);
    }
  }

  private boolean poll() {
    try {
      int bytes = receiver.poll(handler);
      if (bytes > 0) {
        lastReceivedNanos = System.nanoTime();
      } else if (bytes == FrameReceiver.END) {
        failure.accept(CloseReason.PEER, "closed by the peer");
      }
      return bytes != 0;
    } catch (SocketException e) {
      failure.accept(CloseReason.RESET, "receiving failed: " + e.getMessage());
    } catch (IOException e) {
      failure.accept(CloseReason.FAILURE, "receiving failed: " + e);
    } catch (RuntimeException | Error e) {
      failure.accept(reasonOf(e), "a received frame was not taken: " + e);
    }
    return true;
  }

  private static CloseReason reasonOf(Throwable e) {
    return switch (e) {
      case MalformedFrameException _ -> CloseReason.PROTOCOL;
      case io.lockstep.journal.op.MalformedRecordException _ -> CloseReason.PROTOCOL;
      default -> CloseReason.FAILURE;
    };
  }

  /** Waits until nobody reads, for ever: the lock is never given back. */
  void shut() {
    lock.lock();
  }

  @Override
  public void close() throws IOException {
    selector.close();
  }
}
