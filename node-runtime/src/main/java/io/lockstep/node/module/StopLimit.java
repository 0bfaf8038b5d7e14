package io.lockstep.node.module;

import io.lockstep.node.config.NodeConfig;
import java.util.List;

/**
 * How long modules that were told to stop are waited for. Shorter would take the directories away
 * from an application that still writes to them within the time it was promised.
 */
final class StopLimit {

  /**
   * What a stop takes beside the application: 2 s to kill what overruns, 10 s to drain, the rest
   * for the peer's answers and for syncing the tree.
   */
  static final long OWN_MILLIS = 20_000;

  private StopLimit() {}

  /** All modules stop at once, so the slowest application counts. */
  static long millis(List<NodeConfig.Module> modules) {
    return OWN_MILLIS
        + modules.stream()
            .mapToLong(module -> module.application().stopTimeoutMillis())
            .max()
            .orElse(0);
  }
}
