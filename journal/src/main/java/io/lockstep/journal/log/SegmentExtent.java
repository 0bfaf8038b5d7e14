package io.lockstep.journal.log;

/**
 * What one segment of a journal holds and takes.
 *
 * @param header its first record
 * @param last sequence of the last record that counts, {@code firstSequence - 1} if there is none
 * @param bytes what it takes on disk
 */
public record SegmentExtent(SegmentHeader header, long last, long bytes) {}
