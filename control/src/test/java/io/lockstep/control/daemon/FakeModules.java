package io.lockstep.control.daemon;

import io.lockstep.node.config.NodeConfig;
import io.lockstep.node.module.CommandAnswer;
import io.lockstep.node.module.ModuleCommand;
import io.lockstep.node.module.ModuleFactory;
import io.lockstep.node.module.ModuleHandle;
import io.lockstep.node.module.ModuleStatus;
import io.lockstep.node.module.NodeEvents;
import io.lockstep.node.module.RunningModules;
import io.lockstep.node.role.Readiness;
import io.lockstep.node.role.Role;
import java.util.List;
import java.util.Map;

/** Modules that are the ready primary from their start to their end, and tell both. */
final class FakeModules implements ModuleFactory {

  @Override
  public RunningModules start(NodeConfig config, NodeEvents events) {
    events.happened(
        "demo", "role.changed", "fake", 1, Map.of("role", "ALONE", "readiness", "READY"));
    ModuleHandle handle = new Handle(config.node());
    return new RunningModules() {
      @Override
      public List<ModuleHandle> modules() {
        return List.of(handle);
      }

      @Override
      public boolean peerAlive() {
        return false;
      }

      @Override
      public void close() {
        events.happened(
            "demo", "role.changed", "fake", 1, Map.of("role", "STOP", "readiness", "NOT_READY"));
      }
    };
  }

  private record Handle(String node) implements ModuleHandle {
    @Override
    public String name() {
      return "demo";
    }

    @Override
    public ModuleStatus status() {
      return new ModuleStatus(
          "demo",
          node,
          Role.ALONE,
          Readiness.READY,
          "alone",
          "strict",
          1,
          node,
          false,
          0,
          0,
          0,
          false,
          null,
          null,
          "none",
          "",
          "/data",
          0);
    }

    @Override
    public CommandAnswer command(ModuleCommand command, String actor) {
      return new CommandAnswer(true, "c-1", "done");
    }
  }
}
