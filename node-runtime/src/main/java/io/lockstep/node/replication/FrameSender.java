package io.lockstep.node.replication;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends whole frames, one at a time, from any thread. The channel does not block, so a sender that
 * must wait for room waits in a selector, where {@link #wake} reaches it.
 */
final class FrameSender implements java.io.Closeable {

  private final SocketChannel channel;
  private final Selector selector;
  private final ReentrantLock lock = new ReentrantLock();

  FrameSender(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.selector = Selector.open();
  }

  /** Returns when the kernel has the whole frame. */
  void send(ByteBuffer frame) throws IOException {
    lock.lock();
    try {
      while (frame.hasRemaining()) {
        if (channel.write(frame) == 0) {
          awaitRoom();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void awaitRoom() throws IOException {
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    }
    channel.register(selector, SelectionKey.OP_WRITE);
    // The channel may be closed between the check and the wait: wake() is remembered by the
    // selector, and a closed channel ends the loop in write().
    selector.select(key -> {});
    SelectionKey key = channel.keyFor(selector);
    if (key != null && key.isValid()) {
      key.interestOps(0);
    }
  }

  /** Makes a waiting sender look again; called after the channel was closed. */
  void wake() {
    selector.wakeup();
  }

  @Override
  public void close() throws IOException {
    selector.wakeup();
    lock.lock();
    try {
      selector.close();
    } finally {
      lock.unlock();
    }
  }
}
