package io.lockstep.node.module;

import io.lockstep.node.config.NodeConfig;
import java.io.IOException;

/** Brings the modules of a node to life. The daemon knows nothing else about them. */
@FunctionalInterface
public interface ModuleFactory {

  /**
   * Opens what all modules share, then each module; those with {@code autostart} begin to start.
   * Leaves nothing open when it fails.
   *
   * @throws IOException with one line for people
   */
  RunningModules start(NodeConfig config, NodeEvents events) throws IOException;
}
