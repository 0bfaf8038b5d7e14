/** Which names of the replicated directories are replicated, and which are each node's own. */
package io.lockstep.node.scope;
