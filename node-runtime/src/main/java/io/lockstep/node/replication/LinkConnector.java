package io.lockstep.node.replication;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/** Reaches the peer. */
public final class LinkConnector {

  private LinkConnector() {}

  /**
   * Connects and authenticates on the calling thread; returns within both limits (connect, then
   * hello). Never throws for what the network or the peer do.
   */
  public static ConnectResult connect(
      LinkIdentity identity,
      InetSocketAddress address,
      long connectTimeoutMillis,
      LinkOptions options) {
    SocketChannel channel = null;
    try {
      channel = SocketChannel.open();
      channel.socket().connect(address, Math.toIntExact(connectTimeoutMillis));
    } catch (IOException | RuntimeException e) {
      Closing.quietly(channel);
      return isRefused(e)
          ? new ConnectResult.Refused(address + ": " + e.getMessage())
          : new ConnectResult.Unreachable(address + ": " + e);
    }
    return authenticate(channel, identity, options);
  }

  /**
   * ECONNREFUSED alone. The JDK has no exception of its own for it: ETIMEDOUT, which proves
   * nothing, is a ConnectException as well.
   */
  private static boolean isRefused(Exception e) {
    return e instanceof ConnectException && "Connection refused".equals(e.getMessage());
  }

  private static ConnectResult authenticate(
      SocketChannel channel, LinkIdentity identity, LinkOptions options) {
    HelloChannel hello = new HelloChannel(channel, options.helloTimeoutMillis());
    try {
      LinkHello.initiate(hello, identity);
      return new ConnectResult.Connected(PeerConnection.over(channel, identity, options));
    } catch (HelloException e) {
      tellPeer(hello, e);
      Closing.quietly(channel);
      return new ConnectResult.Rejected(e.code(), e.getMessage());
    } catch (MalformedFrameException e) {
      tellPeer(hello, HelloException.here(RejectCode.MALFORMED, e.getMessage()));
      Closing.quietly(channel);
      return new ConnectResult.Rejected(RejectCode.MALFORMED, e.getMessage());
    } catch (IOException e) {
      Closing.quietly(channel);
      return new ConnectResult.Unreachable("authentication was not completed: " + e.getMessage());
    }
  }

  /** The peer shall show the same line to its user. */
  static void tellPeer(HelloChannel hello, HelloException e) {
    if (e.isByPeer()) {
      return;
    }
    try {
      hello.write(new LinkMessage.Rejected(e.code(), e.getMessage()));
    } catch (IOException _) {
      // The peer is gone: there is nobody left to tell.
    }
  }
}
