package io.lockstep.node.module;

import io.lockstep.node.replication.PeerConnection;
import io.lockstep.node.role.Input;
import java.util.function.Consumer;

/**
 * Brings connections, which come and go on threads of their own, into one order for the role
 * machine: a session is told lost before the next one is told up, and news of an earlier connection
 * that comes late touches neither the session nor the role. Safe for all threads.
 */
final class SessionOrder {

  private final PeerSessions sessions;
  private final Runnable endSession;
  private final Consumer<Input> roles;

  /**
   * An order of sessions.
   *
   * @param endSession ends the current session, and what hangs on it
   * @param roles takes what matters whatever the current connection is
   */
  SessionOrder(PeerSessions sessions, Runnable endSession, Consumer<Input> roles) {
    this.sessions = sessions;
    this.endSession = endSession;
    this.roles = roles;
  }

  /** A new connection takes the place of what there was. */
  synchronized void begin(PeerSession session) {
    sessions.current().ifPresent(_ -> end("the peer connected anew"));
    sessions.begin(session);
    session.tell(new Input.LinkUp());
  }

  /** A connection has ended; this node may have left it before. */
  synchronized void ended(PeerConnection connection, String why) {
    if (sessions.isCurrent(connection)) {
      end(why);
    }
  }

  private void end(String why) {
    endSession.run();
    roles.accept(new Input.LinkLost(why));
  }
}
