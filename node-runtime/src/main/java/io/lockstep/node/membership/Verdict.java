package io.lockstep.node.membership;

/** What the judge thinks of the peer. */
public sealed interface Verdict {

  /** It was heard lately. */
  record Alive() implements Verdict {}

  /**
   * It has been quiet for longer than usual, or nothing can be said yet. No reason to act.
   *
   * @param why for people
   */
  record Suspect(String why) implements Verdict {}

  /**
   * Its daemon is gone, and about to be started again: it serves nobody meanwhile.
   *
   * @param why for people
   */
  record Resuming(String why) implements Verdict {}

  /**
   * It does not answer, or its daemon is gone.
   *
   * @param why for people
   * @param proven whether the daemon is known to have ended, and so soon after it was last heard
   *     that it cannot have lost patience with this node by its heartbeats. Otherwise it may live
   *     behind a cut network: only the arbiter can tell. A proof makes waiting needless. It does
   *     not replace the claim where there is an arbiter: the peer may have lost the link first,
   *     been granted the next epoch within milliseconds, and only then have died
   */
  record Dead(String why, boolean proven) implements Verdict {}
}
