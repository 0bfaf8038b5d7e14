package io.lockstep.control.cli;

import io.lockstep.node.module.ModuleFactory;
import java.io.IOException;

/** What brings the modules of a node to life in this program. */
final class Engine {
  private Engine() {}

  static ModuleFactory modules() {
    return (config, events) -> {
      throw new IOException("expected an engine for the modules of " + config.node());
    };
  }
}
