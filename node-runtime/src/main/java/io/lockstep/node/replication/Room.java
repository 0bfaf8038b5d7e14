package io.lockstep.node.replication;

/**
 * Whether this node's disks can take what is about to be acknowledged: an acknowledgement promises
 * that it will be applied.
 */
@FunctionalInterface
public interface Room {

  /**
   * What is missing for operations that may need so many bytes, as a sentence for people; empty if
   * nothing is.
   */
  String lacking(long bytes);
}
