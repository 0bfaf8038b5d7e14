package io.lockstep.node.module;

import io.lockstep.node.reintegration.StateChannel;
import io.lockstep.node.replication.LinkMessage;
import io.lockstep.node.replication.PeerConnection;
import io.lockstep.node.replication.RateLimit;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Carries the messages of a synchronisation by state over a connection. The two sides take turns,
 * so what waits here is bounded by one turn, in memory.
 */
final class StateMailbox implements StateChannel, AutoCloseable {

  private static final byte[] END = new byte[0];

  private final PeerConnection connection;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile RateLimit limit;
  private final BlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();

  /**
   * A mailbox on a connection.
   *
   * @param maxBytesPerSecond how fast this side sends; 0: as fast as it goes
   */
  StateMailbox(PeerConnection connection, long maxBytesPerSecond) {
    this.connection = connection;
    this.limit = new RateLimit(maxBytesPerSecond, System.nanoTime());
  }

  /** From here on as fast as it goes: writers wait. */
  void hurry() {
    limit = new RateLimit(0, 0);
  }

  /** From the connection's handler. */
  void deliver(LinkMessage.StateSync message) {
    arrived.add(message.payload());
  }

  @Override
  public void send(byte[] message) throws IOException {
    pause(limit.delayNanos(message.length, System.nanoTime()));
    if (!connection.send(new LinkMessage.StateSync(message))) {
      throw new IOException("the connection to the peer is closed");
    }
  }

  private void pause(long nanos) throws IOException {
    try {
      if (nanos > 0 && closed.await(nanos, TimeUnit.NANOSECONDS)) {
        throw new IOException("the connection to the peer is closed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("told to stop", e);
    }
  }

  @Override
  public byte[] receive() throws IOException {
    try {
      byte[] message = arrived.take();
      // What came before the end counts no more either: whoever closed waits for this side.
      if (closed.getCount() == 0) {
        arrived.add(END);
        throw new IOException("the connection to the peer is closed");
      }
      return message;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("told to stop", e);
    }
  }

  /** Ends whoever waits. */
  @Override
  public void close() {
    // First the mark, then what wakes: who is woken looks at the mark.
    closed.countDown();
    arrived.add(END);
  }
}
