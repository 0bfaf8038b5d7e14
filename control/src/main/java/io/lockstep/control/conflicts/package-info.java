/**
 * Reads the archives that a node keeps of what only it had acknowledged: from its state directory,
 * whether or not a daemon runs.
 */
package io.lockstep.control.conflicts;
