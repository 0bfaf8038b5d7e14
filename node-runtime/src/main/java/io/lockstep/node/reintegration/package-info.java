/**
 * Bringing a node that was away back to the primary's position, here by state: {@link
 * io.lockstep.node.reintegration.StateSource} compares its tree with that of {@link
 * io.lockstep.node.reintegration.StateTarget} and sends what differs, in rounds, while the
 * application writes. {@code lost+found} in the root of a directory is left out on both sides.
 */
package io.lockstep.node.reintegration;
