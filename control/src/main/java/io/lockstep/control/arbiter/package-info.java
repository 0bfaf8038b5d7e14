/**
 * The arbiter: a third place that keeps each record it is given for ever, so that of two nodes that
 * cannot see each other exactly one is granted an epoch.
 */
package io.lockstep.control.arbiter;
