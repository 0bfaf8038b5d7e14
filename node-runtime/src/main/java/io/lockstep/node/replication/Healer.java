package io.lockstep.node.replication;

import io.lockstep.journal.op.Operation;
import java.util.List;

/** Makes the peer equal to this node's tree again. */
@FunctionalInterface
public interface Healer {

  /**
   * The operations that undo {@code failed} at a peer that has applied it, where this node's tree
   * refused it. Called on the worker's thread, outside all locks.
   */
  List<Operation> healing(Operation failed);
}
