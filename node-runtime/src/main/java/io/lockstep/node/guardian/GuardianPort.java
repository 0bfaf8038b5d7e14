package io.lockstep.node.guardian;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.locks.LockSupport;

/**
 * A port that is open exactly as long as the guardian lives, so that the peer can tell a daemon
 * that is coming back from one that is not. Whoever connects is turned away at once.
 */
final class GuardianPort {

  private static final int BACKLOG = 16;
  private static final long RETRY_NANOS = 10_000_000;

  private final ServerSocket socket;

  private GuardianPort(ServerSocket socket) {
    this.socket = socket;
  }

  /** Opens a port that the system chooses, and begins to accept. */
  static GuardianPort open() throws IOException {
    GuardianPort port = new GuardianPort(new ServerSocket(0, BACKLOG));
    Thread.ofPlatform().daemon().name("port").start(port::accept);
    return port;
  }

  int number() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        socket.accept().close();
      } catch (IOException e) {
        // No room for a descriptor, or the caller has gone: the next one is served.
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }
}
