package io.lockstep.node.membership;

import java.util.Map;

/**
 * What heartbeats tell about the peer, at one moment. Immutable. All times are nanoseconds of the
 * clock given to {@link HeartbeatService}; 0 means never.
 *
 * @param lastHeardNanos arrival of the newest accepted heartbeat
 * @param incarnation of the peer's daemon, 0 if it was never heard
 * @param heardUs whether the newest accepted heartbeat says that the peer hears this very daemon
 * @param farewellNanos arrival of the peer's farewell; 0 again once it is heard anew
 * @param pausedUntilNanos end of this node's own last pause (or its start): what is older than that
 *     proves nothing
 * @param modules the peer's modules by name
 */
public record PeerView(
    long lastHeardNanos,
    long incarnation,
    boolean heardUs,
    long farewellNanos,
    long pausedUntilNanos,
    Map<String, ModuleState> modules) {

  public PeerView {
    modules = Map.copyOf(modules);
  }

  /** Before anything was heard. */
  public static PeerView unheard(long startedNanos) {
    return new PeerView(0, 0, false, 0, startedNanos, Map.of());
  }

  PeerView pausedUntil(long nanos) {
    return new PeerView(lastHeardNanos, incarnation, heardUs, farewellNanos, nanos, modules);
  }
}
