package io.lockstep.node.module;

import io.lockstep.node.config.NodeConfig;
import java.nio.file.Path;

/** Where a module keeps what is its own: below {@code modules/NAME} of the state directory. */
record ModulePlace(Path directory) {

  static ModulePlace of(NodeConfig config, NodeConfig.Module module) {
    return new ModulePlace(config.stateDirectory().resolve("modules").resolve(module.name()));
  }

  Path record() {
    return directory.resolve("record");
  }

  Path journal() {
    return directory.resolve("journal");
  }

  Path appliedMap() {
    return directory.resolve("applied.map");
  }

  /** Which names were not replicated when the copies were last made equal. */
  Path scope() {
    return directory.resolve("scope");
  }

  /** Archives of what only this node had acknowledged before it got its peer's copy. */
  Path conflicts() {
    return directory.resolve("conflicts");
  }

  /** Private bind mounts of the original directories. */
  Path backing() {
    return directory.resolve("backing");
  }

  /** What a daemon that is killed leaves for the next one. */
  Path capture() {
    return directory.resolve("capture");
  }

  /** What this node had before it was healed after a verification. */
  Path verifySaved() {
    return directory.resolve("verify-saved");
  }

  /** Output and run records of the application. */
  Path application() {
    return directory.resolve("application");
  }
}
