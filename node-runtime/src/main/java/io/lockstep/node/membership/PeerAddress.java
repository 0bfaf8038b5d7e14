package io.lockstep.node.membership;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The peer's address, looked up again now and then, in the background: a name server that does not
 * answer must not hold up heartbeats. For one thread.
 */
final class PeerAddress {

  private static final long REFRESH_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String host;
  private final int port;
  private final AtomicBoolean lookingUp = new AtomicBoolean();
  private volatile InetSocketAddress current;
  private long nextLookUpNanos;

  PeerAddress(String host, int port, long nowNanos) {
    this.host = host;
    this.port = port;
    this.nextLookUpNanos = nowNanos;
  }

  /** The newest known address; null while there is none. Returns at once. */
  InetSocketAddress current(long nowNanos) {
    if (nowNanos - nextLookUpNanos >= 0 && lookingUp.compareAndSet(false, true)) {
      nextLookUpNanos = nowNanos + (current == null ? RETRY_NANOS : REFRESH_NANOS);
      Thread.ofVirtual().name("heartbeat-resolver").start(this::lookUp);
    }
    return current;
  }

  private void lookUp() {
    try {
      current = new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (UnknownHostException e) {
      // The last known address, if any, stays: it is the better guess.
    } finally {
      lookingUp.set(false);
    }
  }
}
