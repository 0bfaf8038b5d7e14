/** How long a copy that was away takes to be a copy again, and what crosses the network for it. */
package io.lockstep.control.bench.resync;
