package io.lockstep.node.replication;

import java.net.InetSocketAddress;

/** Reaches the peer. */
public final class LinkConnector {

  private LinkConnector() {}

  /** Connects and authenticates; returns within both limits (connect, then hello). */
  public static ConnectResult connect(
      LinkIdentity identity,
      InetSocketAddress address,
      long connectTimeoutMillis,
      LinkOptions options) {
    throw new UnsupportedOperationException();
  }
}
