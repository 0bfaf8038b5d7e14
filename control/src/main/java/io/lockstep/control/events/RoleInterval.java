package io.lockstep.control.events;

/**
 * A time during which a module had one role on a node.
 *
 * @param untilMillis when it ended; null while it lasts
 */
public record RoleInterval(
    String module,
    String node,
    long fromPosition,
    String role,
    long epoch,
    long fromMillis,
    Long untilMillis) {}
