package io.lockstep.node.replication;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * One authenticated TCP connection between the two nodes, for one module. Sending: any thread.
 *
 * <p>Receiving follows the leader/follower pattern, because on a small machine waking a thread
 * costs more than the work: whoever holds the read side polls the channel, delivers to the handler
 * and, when nothing comes, sleeps in the selector. Usually that is the connection's own reader
 * thread. A worker that waits for an acknowledgement takes the read side itself ({@link
 * #readUntil}) and is thus woken directly by what it waits for; while workers do so, the reader
 * thread keeps out of the way and only looks in once a millisecond.
 *
 * <p>Threads that send or read must not be interrupted: an interrupt closes the channel.
 */
public final class PeerConnection implements AutoCloseable {

  private record Closed(CloseReason reason, String why) {}

  private final SocketChannel channel;
  private final LinkIdentity identity;
  private final FrameSender sender;
  private final ReadSide readSide;
  private final AtomicReference<Closed> closed = new AtomicReference<>();
  private volatile ReaderThread reader;

  private PeerConnection(
      SocketChannel channel, LinkIdentity identity, FrameSender sender, ReadSide readSide) {
    this.channel = channel;
    this.identity = identity;
    this.sender = sender;
    this.readSide = readSide;
  }

  /** Takes over an authenticated channel; closes it if that fails. */
  static PeerConnection over(SocketChannel channel, LinkIdentity identity, LinkOptions options)
      throws IOException {
    FrameSender sender = null;
    Selector selector = null;
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      sender = new FrameSender(channel);
      selector = Selector.open();
      channel.register(selector, SelectionKey.OP_READ);
      ReadSide readSide = new ReadSide(channel, selector, options);
      return new PeerConnection(channel, identity, sender, readSide);
    } catch (IOException e) {
      Closing.quietly(selector, sender, channel);
      throw e;
    }
  }

  /**
   * Begins to receive; once. A connection that is never started still has to be closed.
   *
   * @throws IllegalStateException if it was started before
   */
  public synchronized void start(LinkHandler handler) {
    if (reader != null) {
      throw new IllegalStateException("expected a connection that is not started: " + identity);
    }
    readSide.begin(handler, this::fail);
    reader = new ReaderThread(this, readSide, handler);
    reader.start();
  }

  /** Sends a message that belongs to no epoch. False if the connection is closed. */
  public boolean send(LinkMessage message) {
    return send(0, message);
  }

  /** Sends a message of an epoch. False if the connection is closed. */
  public boolean send(long epoch, LinkMessage message) {
    return sendFrame(ByteBuffer.wrap(LinkCodec.encode(epoch, message)));
  }

  /**
   * Sends an encoded journal record as it is; blocks while the peer takes nothing, until {@link
   * #close}. False if the connection is closed.
   */
  public boolean sendRecord(MemorySegment record) {
    return sendFrame(record.asByteBuffer());
  }

  private boolean sendFrame(ByteBuffer frame) {
    try {
      sender.send(frame);
      return true;
    } catch (SocketException e) {
      fail(CloseReason.RESET, "sending failed: " + e.getMessage());
    } catch (IOException | RuntimeException e) {
      fail(CloseReason.FAILURE, "sending failed: " + e);
    }
    return false;
  }

  /** {@link System#nanoTime} when something was received last: any frame is a sign of life. */
  public long lastReceivedNanos() {
    return readSide.lastReceivedNanos();
  }

  /** Whether neither side has closed it, as far as this one knows. */
  public boolean isOpen() {
    return closed.get() == null;
  }

  /** Whose connection it is: {@code node} is this node, {@code peer} the other. */
  public LinkIdentity identity() {
    return identity;
  }

  /**
   * Receives on the calling thread until {@code done} or until the connection is closed.
   *
   * @return false if somebody else is reading or the connection cannot be read: the caller has to
   *     be woken by the handler instead
   */
  boolean readUntil(BooleanSupplier done) {
    return readSide.readUntil(done, this::isOpen) && isOpen();
  }

  /** Makes a thread in {@link #readUntil} look at its condition again. */
  void wakeReader() {
    readSide.wake();
  }

  /** What to do when a thread has stopped reading: lets a waiting worker take over. */
  void onReaderLeft(Runnable action) {
    readSide.onReaderLeft(action);
  }

  /** Tells the peer why, then closes. */
  public void reject(RejectCode code, String detail) {
    send(new LinkMessage.Rejected(code, detail));
    fail(CloseReason.PROTOCOL, "refused the peer: " + code + ": " + detail);
  }

  /** Closes both directions; unblocks senders. The handler is told by the reader thread. */
  @Override
  public void close() {
    fail(CloseReason.LOCAL, "closed by this node");
  }

  private void fail(CloseReason reason, String why) {
    if (!closed.compareAndSet(null, new Closed(reason, why))) {
      return;
    }
    Closing.quietly(channel);
    sender.wake();
    readSide.wake();
    releaseOrLeaveToReader();
  }

  private synchronized void releaseOrLeaveToReader() {
    if (reader == null) {
      release();
    } else {
      reader.wake();
    }
  }

  /** Last act of the reader thread: nobody reads any more. */
  void finish(LinkHandler handler) {
    release();
    Closed end = closed.get();
    handler.closed(end.reason(), end.why());
  }

  private void release() {
    Closing.quietly(readSide, sender);
  }
}
