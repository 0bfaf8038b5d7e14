package io.lockstep.node.module;

import io.lockstep.node.replication.PeerConnection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The session on the current connection to the peer, and what earlier ones have taught about the
 * journal. Safe for all threads: links begin and end sessions, the role thread asks for them.
 */
final class PeerSessions {

  private final AtomicReference<PeerSession> current = new AtomicReference<>();
  private volatile boolean journalGaveUp;

  Optional<PeerSession> current() {
    return Optional.ofNullable(current.get());
  }

  boolean isCurrent(PeerConnection connection) {
    return current().map(session -> session.connection() == connection).orElse(false);
  }

  void begin(PeerSession session) {
    current.set(session);
  }

  /** Nothing is received, fed or applied on the current connection when this returns. */
  void end() {
    PeerSession ending = current.getAndSet(null);
    if (ending != null) {
      // Until the peer has been synchronised by state this journal is not offered again.
      journalGaveUp |= ending.source().isLogUnusable();
      ending.source().close();
      ending.target().close();
    }
  }

  /** Whether a replay found that the journal cannot tell the peer all it needs. */
  boolean hasJournalGivenUp() {
    return journalGaveUp;
  }

  /** The peer has been brought up to date: the journal is good for it from here on. */
  void journalSuffices() {
    journalGaveUp = false;
  }
}
