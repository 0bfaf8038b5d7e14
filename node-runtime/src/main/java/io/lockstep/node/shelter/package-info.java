/** What outlives the daemon's process: descriptors kept by its guardian. */
package io.lockstep.node.shelter;
