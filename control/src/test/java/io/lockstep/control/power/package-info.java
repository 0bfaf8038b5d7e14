/**
 * Loss of power: machines whose disks forget what was not synced, and what a pair of them promises.
 */
package io.lockstep.control.power;
