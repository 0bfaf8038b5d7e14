package io.lockstep.node.membership;

/** The outcome of a claim. Only {@link Granted} entitles to anything. */
public sealed interface Claim {

  /** The record was created by this claim, or earlier by the same node for the same epoch id. */
  record Granted() implements Claim {}

  /** Somebody else was first. Final: a record is never replaced. */
  record Denied(String holderNode, String holderEpochId) implements Claim {}

  /**
   * The arbiter could not be asked, or its answer not be understood. The record may exist or not:
   * the claim may be repeated, and until it is granted nothing is allowed.
   *
   * @param why one line for people
   */
  record Unknown(String why) implements Claim {}
}
