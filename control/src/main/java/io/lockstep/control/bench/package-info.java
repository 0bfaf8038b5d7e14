/**
 * What Lockstep costs: the same small programs on the original file system, through FUSE alone, and
 * on a mirrored pair, in one run, so that only ratios of one run are compared.
 */
package io.lockstep.control.bench;
