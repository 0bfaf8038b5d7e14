package io.lockstep.node.membership;

import io.lockstep.node.config.ListenFailure;
import io.lockstep.node.config.NodeConfig.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.Optional;

/** The UDP socket of the heartbeat thread. Only {@link #wakeUp} is for other threads. */
final class HeartbeatSocket implements AutoCloseable {

  private final DatagramChannel channel;
  private final Selector selector;
  private final ByteBuffer received = ByteBuffer.allocate(HeartbeatCodec.MAX_BYTES + 1);

  private HeartbeatSocket(DatagramChannel channel, Selector selector) {
    this.channel = channel;
    this.selector = selector;
  }

  /**
   * Opens it.
   *
   * @throws IOException with one clear line if the port cannot be used
   */
  static HeartbeatSocket open(InetSocketAddress address) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      bind(channel, address);
      Selector selector = Selector.open();
      try {
        channel.configureBlocking(false).register(selector, SelectionKey.OP_READ);
        return new HeartbeatSocket(channel, selector);
      } catch (IOException e) {
        selector.close();
        throw e;
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static void bind(DatagramChannel channel, InetSocketAddress address) throws IOException {
    try {
      channel.bind(address);
    } catch (IOException | RuntimeException e) {
      Endpoint endpoint = new Endpoint(address.getHostString(), address.getPort());
      throw ListenFailure.of("heartbeat-port (UDP)", endpoint, e);
    }
  }

  InetSocketAddress localAddress() throws IOException {
    return (InetSocketAddress) channel.getLocalAddress();
  }

  /** Whether the system took the datagram. */
  boolean send(byte[] datagram, InetSocketAddress target) throws IOException {
    return channel.send(ByteBuffer.wrap(datagram), target) > 0;
  }

  /** The next datagram that has arrived, if any; cut if it is too long to be a heartbeat. */
  Optional<byte[]> receive() throws IOException {
    received.clear();
    return channel.receive(received) == null
        ? Optional.empty()
        : Optional.of(Arrays.copyOf(received.array(), received.position()));
  }

  /** Waits for a datagram, a wake-up or the limit. */
  void await(long limitMillis) throws IOException {
    selector.select(Math.max(1, limitMillis));
    selector.selectedKeys().clear();
  }

  void wakeUp() {
    selector.wakeup();
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      selector.close();
    }
  }
}
