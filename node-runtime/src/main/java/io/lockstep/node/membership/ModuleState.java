package io.lockstep.node.membership;

import io.lockstep.node.role.Readiness;
import io.lockstep.node.role.Role;
import java.util.Objects;

/**
 * What a heartbeat tells about one module of its sender. For people and for waiting wisely; never
 * the only ground of a decision, since a datagram may be seconds old.
 *
 * @param module its name
 * @param epoch number of the epoch the sender is in, 0 before the first
 * @param lastSequence end of the sender's journal
 */
public record ModuleState(
    String module, Role role, Readiness readiness, long epoch, long lastSequence) {

  public ModuleState {
    Objects.requireNonNull(module);
    Objects.requireNonNull(role);
    Objects.requireNonNull(readiness);
  }
}
