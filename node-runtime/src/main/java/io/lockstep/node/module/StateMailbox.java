package io.lockstep.node.module;

import io.lockstep.node.reintegration.StateChannel;
import io.lockstep.node.replication.LinkMessage;
import io.lockstep.node.replication.PeerConnection;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Carries the messages of a synchronisation by state over a connection. The two sides take turns,
 * so what waits here is bounded by one turn.
 */
final class StateMailbox implements StateChannel, AutoCloseable {

  private static final byte[] END = new byte[0];

  private final PeerConnection connection;
  private final BlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();

  StateMailbox(PeerConnection connection) {
    this.connection = connection;
  }

  /** From the connection's handler. */
  void deliver(LinkMessage.StateSync message) {
    arrived.add(message.payload());
  }

  @Override
  public void send(byte[] message) throws IOException {
    if (!connection.send(new LinkMessage.StateSync(message))) {
      throw new IOException("the connection to the peer is closed");
    }
  }

  @Override
  public byte[] receive() throws IOException {
    try {
      byte[] message = arrived.take();
      if (message == END) {
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
    arrived.add(END);
  }
}
