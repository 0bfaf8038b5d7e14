package io.lockstep.node.module;

import java.util.List;

/** The modules of a running node, in the order of the configuration. Safe for all threads. */
public interface RunningModules extends AutoCloseable {

  List<ModuleHandle> modules();

  /** Whether the other node gave a sign of life within the heartbeat timeout. Never blocks. */
  boolean peerAlive();

  /** Stops all modules in an orderly way and frees what they share; a second call does nothing. */
  @Override
  void close();
}
