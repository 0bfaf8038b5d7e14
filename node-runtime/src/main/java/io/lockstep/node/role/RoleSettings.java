package io.lockstep.node.role;

/**
 * What the role machine knows of its surroundings. Constant while a module runs.
 *
 * @param humanArbiter whether only a human may decide when the nodes cannot see each other (arbiter
 *     type manual)
 * @param peerTimeoutMillis how long a primary waits for a silent peer before it asks to go on alone
 * @param bootSearchMillis how long a restarted node looks for its peer before it asks the arbiter
 * @param graceMillis how much later than the primary a secondary asks when the primary is merely
 *     silent
 * @param frozenLimitMillis how long a primary without a grant keeps its application before it gives
 *     up
 * @param claimRetryMillis pause between two questions to an arbiter that does not answer
 * @param resumeLimitMillis how long an application may wait for a daemon that was killed
 * @param secondaryReadable whether local processes may read on the secondary
 * @param maxRestarts how many failures of the application within {@link #RESTART_WINDOW_MILLIS} are
 *     answered by a restart
 */
public record RoleSettings(
    String node,
    String peer,
    boolean humanArbiter,
    long peerTimeoutMillis,
    long bootSearchMillis,
    long graceMillis,
    long frozenLimitMillis,
    long claimRetryMillis,
    long resumeLimitMillis,
    boolean secondaryReadable,
    int maxRestarts) {

  /** 24 h: the loop guard of SafeKit. */
  public static final long RESTART_WINDOW_MILLIS = 24L * 3600 * 1000;
}
