package io.lockstep.control.events;

/** The role a module has on a node, as the last {@code role.changed} told. */
public record CurrentRole(
    String module,
    String node,
    String role,
    String readiness,
    long epoch,
    long sinceMillis,
    long position) {}
