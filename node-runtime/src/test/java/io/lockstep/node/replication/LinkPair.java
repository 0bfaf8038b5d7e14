package io.lockstep.node.replication;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Two nodes over loopback: alpha connects, beta listens. */
public final class LinkPair implements AutoCloseable {

  static final byte[] KEY = key(7);

  final LinkListener listener;
  final BlockingQueue<PeerConnection> accepted = new ArrayBlockingQueue<>(100);
  final BlockingQueue<RejectCode> refused = new ArrayBlockingQueue<>(1000);
  private final LinkOptions options;

  private LinkPair(LinkListener listener, LinkOptions options) {
    this.listener = listener;
    this.options = options;
  }

  public static LinkPair open(LinkOptions options) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    LinkPair pair = new LinkPair(LinkListener.open(any, options), options);
    pair.listener.register(beta(), pair.new Arrivals());
    return pair;
  }

  static byte[] key(int seed) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) seed);
    return key;
  }

  static LinkIdentity alpha() {
    return new LinkIdentity("c", KEY, "db", "alpha", "beta", "");
  }

  static LinkIdentity beta() {
    return new LinkIdentity("c", KEY, "db", "beta", "alpha", "");
  }

  ConnectResult connect(LinkIdentity identity) {
    return LinkConnector.connect(identity, listener.address(), 2_000, options);
  }

  /** Alpha's end of a new connection; beta's is in {@link #accepted}. */
  public PeerConnection connect() {
    return ((ConnectResult.Connected) connect(alpha())).connection();
  }

  PeerConnection nextAccepted() throws InterruptedException {
    PeerConnection connection = accepted.poll(5, TimeUnit.SECONDS);
    if (connection == null) {
      throw new AssertionError("no connection was accepted in time");
    }
    return connection;
  }

  @Override
  public void close() {
    listener.close();
    accepted.forEach(PeerConnection::close);
  }

  private final class Arrivals implements LinkListener.Acceptor {
    @Override
    public void accepted(PeerConnection connection) {
      accepted.add(connection);
    }

    @Override
    public void refused(RejectCode code, String why) {
      refused.add(code);
    }
  }
}
