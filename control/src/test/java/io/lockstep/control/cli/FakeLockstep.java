package io.lockstep.control.cli;

import io.lockstep.node.config.NodeConfig;
import io.lockstep.node.module.CommandAnswer;
import io.lockstep.node.module.ModuleCommand;
import io.lockstep.node.module.ModuleHandle;
import io.lockstep.node.module.ModuleStatus;
import io.lockstep.node.module.RunningModules;
import io.lockstep.node.role.Readiness;
import io.lockstep.node.role.Role;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The program with modules that only say that alpha is mirrored by beta. */
public final class FakeLockstep {
  private FakeLockstep() {}

  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(
        CommandLineFactory.create(
                new Program(FakeLockstep.class, (config, events) -> new Modules(config)),
                Terminal.ofProcess(),
                out,
                err)
            .execute(arguments));
  }

  private record Modules(NodeConfig config) implements RunningModules {
    @Override
    public List<ModuleHandle> modules() {
      return config.modules().stream().<ModuleHandle>map(m -> new Module(config, m)).toList();
    }

    @Override
    public boolean peerAlive() {
      return true;
    }

    @Override
    public void close() {}
  }

  private record Module(NodeConfig config, NodeConfig.Module module) implements ModuleHandle {
    @Override
    public String name() {
      return module.name();
    }

    @Override
    public ModuleStatus status() {
      Role role = config.node().equals("alpha") ? Role.PRIM : Role.SECOND;
      Role peer = role == Role.PRIM ? Role.SECOND : Role.PRIM;
      return new ModuleStatus(
          module.name(),
          config.node(),
          role,
          Readiness.READY,
          "as told",
          "strict",
          1,
          "alpha",
          true,
          0,
          0,
          0,
          true,
          peer,
          Readiness.READY,
          "none",
          "",
          module.directories().getFirst().toString(),
          0);
    }

    @Override
    public CommandAnswer command(ModuleCommand command, String actor) {
      return new CommandAnswer(true, "1", "as told");
    }
  }
}
