package io.lockstep.node.module;

import java.util.Map;

/**
 * Where a node tells what happened. An implementation must return at once and never throw: it is
 * called from the role threads, and a failover does not wait for a database.
 */
@FunctionalInterface
public interface NodeEvents {

  /**
   * Takes one event.
   *
   * @param module name of the module, or empty for the node itself
   * @param type such as {@code role.changed}: a noun and a past participle
   * @param actor who caused it: {@code node:alpha}, or the name given with a command
   * @param epoch number of the epoch it happened in
   * @param facts plain values (text, numbers, booleans), in a stable order
   */
  void happened(String module, String type, String actor, long epoch, Map<String, Object> facts);
}
