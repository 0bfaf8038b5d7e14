package io.lockstep.node.module;

import io.lockstep.node.config.NodeConfig;
import io.lockstep.node.replication.LinkMessage;
import io.lockstep.node.role.ModuleState;
import io.lockstep.node.role.Role;
import io.lockstep.node.role.RoleView;
import java.util.Locale;

/** Publishes the state of one module. Written by the role thread, read by any. */
final class StatusBoard {

  /**
   * Where a module stands, in numbers.
   *
   * @param progress of a reintegration, empty if there is none
   */
  record Positions(long last, long applied, long peer, String progress) {
    static final Positions NONE = new Positions(0, 0, 0, "");
  }

  private final NodeConfig.Module module;
  private final String node;
  private volatile ModuleStatus status;
  private volatile LinkMessage.PeerState peer;
  private volatile long peerApplied = -1;
  private Role role;
  private long roleSinceMillis;

  StatusBoard(NodeConfig.Module module, String node, ModuleState initial, long wallMillis) {
    this.module = module;
    this.node = node;
    publish(initial, Positions.NONE, wallMillis);
  }

  ModuleStatus status() {
    return status;
  }

  void peerSaid(LinkMessage.PeerState state) {
    peer = state;
    peerApplied = state.appliedSequence();
  }

  /** What the peer has last said to be in its tree, also when it is gone; -1 if it never has. */
  long peerApplied() {
    return peerApplied;
  }

  void peerGone() {
    peer = null;
  }

  void publish(ModuleState state, Positions at, long wallMillis) {
    RoleView view = RoleView.of(state);
    if (view.role() != role) {
      role = view.role();
      roleSinceMillis = wallMillis;
    }
    LinkMessage.PeerState other = peer;
    status =
        new ModuleStatus(
            module.name(),
            node,
            view.role(),
            view.readiness(),
            view.reason(),
            module.mode().name().toLowerCase(Locale.ROOT),
            state.record().lineage().lastNumber(),
            state.record().lineage().last().map(epoch -> epoch.primary()).orElse(""),
            view.mirrored(),
            at.last(),
            at.applied(),
            at.peer(),
            state.linked(),
            other == null ? null : other.role(),
            other == null ? null : other.readiness(),
            state.application().name().toLowerCase(Locale.ROOT),
            at.progress(),
            module.directories().getFirst().toString(),
            roleSinceMillis);
  }
}
