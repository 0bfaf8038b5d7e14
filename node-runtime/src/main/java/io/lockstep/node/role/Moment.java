package io.lockstep.node.role;

import java.util.UUID;

/**
 * When and at which position a decision is made, and the chance it may use: everything impure,
 * handed in.
 *
 * @param nowMillis monotonic
 * @param wallMillis wall clock, only ever written down
 * @param freshId a random id not used before
 * @param lastSequence where this node's journal ends
 */
public record Moment(long nowMillis, long wallMillis, UUID freshId, long lastSequence) {}
