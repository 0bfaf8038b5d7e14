package io.lockstep.journal.op;

/**
 * An operation at its place in the order of a module.
 *
 * @param epoch number of the epoch it was captured in
 * @param sequence place in the total order; contiguous over epochs, the first is 1
 * @param timeNanos the primary's wall clock, nanoseconds since 1970: becomes the modification time
 *     of what is touched
 */
public record Entry(long epoch, long sequence, long timeNanos, Operation operation) {}
