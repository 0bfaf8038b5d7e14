package io.lockstep.node.module;

import io.lockstep.node.role.Readiness;
import io.lockstep.node.role.Role;

/**
 * One module on this node, at one moment. Immutable.
 *
 * @param reason why the role is not ready, or how it came about; for people
 * @param epoch number of the epoch this node is in, 0 before the first
 * @param epochPrimary node that takes writes in that epoch, or empty
 * @param mirrored whether an acknowledgement now needs both nodes
 * @param lastSequence end of this node's journal
 * @param appliedSequence what this node's tree holds
 * @param peerSequence highest sequence the peer has acknowledged, or 0
 * @param peerConnected whether the replication link is up
 * @param peerRole the role the peer last told, or null
 * @param application state of the application: none, stopped, starting, running, failed
 * @param progress of a reintegration: operations or bytes done and left, empty otherwise
 * @param mount the first replicated directory
 */
public record ModuleStatus(
    String module,
    String node,
    Role role,
    Readiness readiness,
    String reason,
    String mode,
    long epoch,
    String epochPrimary,
    boolean mirrored,
    long lastSequence,
    long appliedSequence,
    long peerSequence,
    boolean peerConnected,
    Role peerRole,
    Readiness peerReadiness,
    String application,
    String progress,
    String mount,
    long roleSinceMillis) {}
