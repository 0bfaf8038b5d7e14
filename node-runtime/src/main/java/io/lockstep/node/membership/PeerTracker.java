package io.lockstep.node.membership;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which authentic heartbeats are signs of life, and keeps what they say. For one thread;
 * time is an argument.
 *
 * <p>A recorded datagram is authentic for ever, so freshness is proved in two ways. Within an
 * incarnation only a counter above all before counts. An incarnation itself counts only once it has
 * repeated this node's own incarnation, which is random and new at each start: a recording made
 * before cannot hold it. An incarnation that was replaced never comes back, so a recording made
 * since cannot either.
 */
final class PeerTracker {

  private final String peer;
  private final long ownIncarnation;
  private final Set<Long> replaced = new HashSet<>();
  private PeerView view = PeerView.UNHEARD;
  private long counter;
  private long candidate;

  /**
   * A tracker that has heard nothing.
   *
   * @param ownIncarnation of this node's daemon, never 0
   */
  PeerTracker(String peer, long ownIncarnation) {
    this.peer = peer;
    this.ownIncarnation = ownIncarnation;
  }

  /** Takes an authentic heartbeat; tells why if it is no sign of life. */
  Optional<Refusal> take(Heartbeat heartbeat, long nowNanos) {
    if (!heartbeat.sender().equals(peer)) {
      return Optional.of(Refusal.OTHER_SENDER);
    }
    long incarnation = heartbeat.incarnation();
    if (incarnation == 0 || incarnation == ownIncarnation) {
      return Optional.of(Refusal.MALFORMED);
    }
    boolean current = incarnation == view.incarnation();
    if (replaced.contains(incarnation) || (current && heartbeat.counter() <= counter)) {
      return Optional.of(Refusal.STALE);
    }
    if (!current && heartbeat.heardIncarnation() != ownIncarnation) {
      candidate = incarnation;
      return Optional.of(Refusal.UNCONFIRMED);
    }
    accept(heartbeat, nowNanos);
    return Optional.empty();
  }

  private void accept(Heartbeat heartbeat, long nowNanos) {
    if (view.incarnation() != 0 && view.incarnation() != heartbeat.incarnation()) {
      replaced.add(view.incarnation());
    }
    candidate = 0;
    counter = heartbeat.counter();
    boolean heardUs = heartbeat.hearsPeer() && heartbeat.heardIncarnation() == ownIncarnation;
    view = new PeerView(nowNanos, heartbeat.incarnation(), heartbeat.guardianPort(), heardUs);
  }

  /**
   * The incarnation to repeat to the peer, so that it can show that it lives: 0 if none was seen.
   */
  long echo() {
    return candidate != 0 ? candidate : view.incarnation();
  }

  /** The newest accepted counter, 0 if none. */
  long counter() {
    return counter;
  }

  PeerView view() {
    return view;
  }
}
