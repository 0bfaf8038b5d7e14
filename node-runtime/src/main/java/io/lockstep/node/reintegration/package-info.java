/** Bringing a node that was away back to the primary's position. */
package io.lockstep.node.reintegration;
