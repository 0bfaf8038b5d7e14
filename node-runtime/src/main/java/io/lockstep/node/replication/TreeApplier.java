package io.lockstep.node.replication;

import io.lockstep.journal.op.Operation;

/**
 * What a receiver does operations to: a backing tree together with the file ids of the current
 * segment ({@code BackingTree} and {@code FileTable}).
 */
public interface TreeApplier {

  /**
   * Applies one operation; the bytes of a write are valid only during the call. A {@link
   * Operation.Barrier} is carried out on another thread than the others, at the same time as them.
   *
   * @return 0 or a negative errno
   */
  int apply(Operation operation, long timeNanos);

  /**
   * What is in the tree now, in the words of {@link LinkMessage.Verify}.
   *
   * @throws IllegalArgumentException if the question is none
   */
  default byte[] examine(byte[] question) {
    throw new IllegalArgumentException("expected no question about this tree, found one");
  }

  /** Forgets all file ids: a new segment begins. */
  void clearIds();
}
