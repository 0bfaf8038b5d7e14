package io.lockstep.node.module;

import io.lockstep.node.config.NodeConfig;
import io.lockstep.node.role.RoleSettings;

/** The role machine's settings: what is configured, and the times that are fixed. */
final class RoleTimes {

  /** At least twice the time an arbiter needs, so that a living primary is asked for first. */
  private static final long GRACE_MILLIS = 1000;

  /**
   * How long the application is kept waiting for a grant or for the peer: a restart of a switch
   * fits in.
   */
  private static final long FROZEN_LIMIT_MILLIS = 60_000;

  private static final long CLAIM_RETRY_MILLIS = 500;

  private RoleTimes() {}

  static RoleSettings settings(NodeServices services, NodeConfig.Module config) {
    return new RoleSettings(
        services.self().name(),
        services.peer().name(),
        services.config().arbiter() instanceof NodeConfig.Arbiter.Manual,
        config.peerTimeoutMillis(),
        config.bootSearchMillis(),
        GRACE_MILLIS,
        FROZEN_LIMIT_MILLIS,
        CLAIM_RETRY_MILLIS,
        services.config().daemonCrash().resumeLimitMillis(),
        config.secondaryAccess() == NodeConfig.SecondaryAccess.READ,
        config.application().maxRestarts());
  }
}
