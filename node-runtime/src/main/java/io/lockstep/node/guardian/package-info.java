/** The small process that starts the daemon, keeps its descriptors, and starts it again. */
package io.lockstep.node.guardian;
