package io.lockstep.node.replication;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Where the peer reaches this node: one server socket for all modules. */
public final class LinkListener implements AutoCloseable {

  /** Takes the connections of one module. Called on a hello thread. */
  public interface Acceptor {
    /** An authenticated connection, not started yet; the acceptor owns it. */
    void accepted(PeerConnection connection);

    /** Somebody asked for this module and was turned away. */
    void refused(RejectCode code, String why);
  }

  private LinkListener() {}

  public static LinkListener open(InetSocketAddress address, LinkOptions options)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  public InetSocketAddress address() {
    throw new UnsupportedOperationException();
  }

  /** Lets the peer in for {@code identity.module()}. */
  public void register(LinkIdentity identity, Acceptor acceptor) {
    throw new UnsupportedOperationException();
  }

  public void unregister(String module) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
