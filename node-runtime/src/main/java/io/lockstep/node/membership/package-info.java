/** Heartbeats, the judge of failures, and arbiters. */
package io.lockstep.node.membership;
