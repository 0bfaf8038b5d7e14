package io.lockstep.node.membership;

/**
 * What heartbeats tell about the peer, at one moment. Immutable.
 *
 * @param lastHeardNanos arrival of the newest accepted heartbeat, nanoseconds of the clock given to
 *     {@link HeartbeatService}; 0 means never
 * @param incarnation of the peer's daemon, 0 if it was never heard
 * @param guardianPort where its guardian answers; 0 if it has none
 * @param heardUs whether the newest accepted heartbeat says that the peer hears this very daemon
 */
public record PeerView(long lastHeardNanos, long incarnation, int guardianPort, boolean heardUs) {

  /** Before anything was heard. */
  public static final PeerView UNHEARD = new PeerView(0, 0, 0, false);
}
