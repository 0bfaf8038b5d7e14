package io.lockstep.node.write;

import io.lockstep.journal.op.Operation;

/**
 * Carries one modification from the capture layer into the journal, to the peer, and then to this
 * node's own tree. Safe for all threads; the caller's thread is held until the operation may be
 * answered.
 */
public interface WritePath {

  /**
   * No name is known, as of the journal's end, of a file that the operation mentions, so that the
   * peer could not be told which one is meant. Nothing was journaled, and the local step did not
   * run. Either the file's last name has gone while the operation was on its way, and it concerns
   * nobody but this node any more, or the file has another name that the caller must find.
   */
  int UNNAMED = 1;

  /**
   * Journals the operation, waits for the acknowledgement that the current epoch demands, then runs
   * the local step.
   *
   * <p>The order is the guarantee: while mirrored nothing reaches this node's tree that the peer
   * has not acknowledged.
   *
   * @param timeNanos the moment of the modification, nanoseconds since 1970
   * @param localStep applies the operation to this node's own tree
   * @return 0, {@link #UNNAMED}, or the negative errno to answer the application with: the local
   *     step's, or -EIO when this node is not (or no longer) entitled to acknowledge
   */
  int execute(Operation operation, long timeNanos, LocalStep localStep);

  /** The same, with a hint of what comes next; the result does not depend on it. */
  default int execute(Operation operation, long timeNanos, SyncHint hint, LocalStep localStep) {
    return execute(operation, timeNanos, localStep);
  }

  /** Applies an acknowledged operation to this node's tree: 0 or a negative errno. */
  @FunctionalInterface
  interface LocalStep {
    int run();

    /**
     * The operation has its place in the journal, before all that follow, and waits for the peer.
     * Not called if it needs not wait, or was refused.
     */
    default void placed() {}
  }
}
