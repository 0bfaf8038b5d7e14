package io.lockstep.journal.log;

import java.util.UUID;

/**
 * The first record of a journal segment. A segment holds operations of one epoch with contiguous
 * sequences; file ids mean something only within it. A segment that begins at or below a sequence
 * that earlier segments hold cuts their tails: those records were never acknowledged and are no
 * longer part of the history.
 *
 * @param epoch number of the epoch
 * @param epochId its random id
 * @param firstSequence sequence of the segment's first operation
 */
public record SegmentHeader(long epoch, UUID epochId, long firstSequence) {}
