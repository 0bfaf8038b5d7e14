package io.lockstep.journal.lineage;

import java.util.UUID;

/**
 * A period in which one fixed set of nodes acknowledges writes.
 *
 * @param number orders epochs; never reused by one module
 * @param id random; two epochs are the same only if their ids are
 * @param firstSequence the sequence of its first operation (which may not exist yet)
 * @param kind who acknowledges
 * @param primary name of the node that takes writes
 * @param reason why it began, in words
 * @param forced whether a human made it begin against the rules' advice
 * @param wallMillis when it began by that node's wall clock; for people, never compared
 */
public record Epoch(
    long number,
    UUID id,
    long firstSequence,
    Kind kind,
    String primary,
    String reason,
    boolean forced,
    long wallMillis) {

  /** Which nodes acknowledge. */
  public enum Kind {
    /** Both: an operation counts only when both have it. */
    MIRRORED,
    /** The primary by itself: it was granted this epoch. */
    ALONE
  }
}
