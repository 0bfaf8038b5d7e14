/** The link between two nodes: frames, authentication, acknowledgement, applying. */
package io.lockstep.node.replication;
