package io.lockstep.control.cli;

import io.lockstep.control.client.ExitCode;
import io.lockstep.control.client.NodeClient;
import io.lockstep.node.module.ModuleCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What can be asked of a module. The answer says that it is accepted; progress is events. */
final class ModuleCommands {
  private ModuleCommands() {}

  /** What all of them have in common. */
  abstract static class Action implements Callable<Integer> {
    private final ModuleCommand command;

    @Spec private CommandSpec spec;
    @Mixin private NodeOptions node;

    @Parameters(index = "0", paramLabel = "MODULE", description = "Name of the module.")
    private String module;

    Action(ModuleCommand command) {
      this.command = command;
    }

    @Override
    public Integer call() {
      try (NodeClient client = node.client()) {
        confirm();
        Order.give(client, module, command, spec);
        return ExitCode.OK;
      }
    }

    /** Ends the command unless it may go on. */
    void confirm() {}

    String name() {
      return spec.name();
    }

    String module() {
      return module;
    }
  }

  /** What a person has to confirm, by the name of the module. */
  abstract static class Confirmed extends Action {
    private final Terminal terminal;

    @Option(names = "--yes", description = "Does not ask for confirmation.")
    private boolean confirmed;

    Confirmed(ModuleCommand command, Terminal terminal) {
      super(command);
      this.terminal = terminal;
    }

    /** What becomes of it. */
    abstract String warning();

    @Override
    final void confirm() {
      String question =
          "%s%nType the name of the module (%s) to go on: ".formatted(warning(), module());
      Confirmation.require(terminal, confirmed, name(), question, module());
    }
  }

  @Command(name = "start", mixinStandardHelpOptions = true, description = "Starts a module.")
  static final class Start extends Action {
    Start() {
      super(ModuleCommand.START);
    }
  }

  @Command(
      name = "stop",
      mixinStandardHelpOptions = true,
      description = "Stops a module on this node; its peer goes on.")
  static final class Stop extends Action {
    Stop() {
      super(ModuleCommand.STOP);
    }
  }

  @Command(
      name = "restart",
      mixinStandardHelpOptions = true,
      description = {
        "Stops a module's application and starts it again, on the node where it runs.",
        "The module keeps its role; the daemon and the mirror go on."
      })
  static final class Restart extends Action {
    Restart() {
      super(ModuleCommand.RESTART);
    }
  }

  @Command(
      name = "swap",
      mixinStandardHelpOptions = true,
      description = "Makes the secondary the primary, and the other way round.")
  static final class Swap extends Action {
    Swap() {
      super(ModuleCommand.SWAP);
    }
  }

  @Command(
      name = "force-primary",
      mixinStandardHelpOptions = true,
      description = {
        "Makes this node the primary although it may lack acknowledged writes.",
        "For a human who knows that the other node is down and will not come back by itself."
      })
  static final class ForcePrimary extends Confirmed {
    ForcePrimary(Terminal terminal) {
      super(ModuleCommand.FORCE_PRIMARY, terminal);
    }

    @Override
    String warning() {
      return "Make sure that the other node does not serve: if it does, both acknowledge writes, and"
          + " the two copies part.";
    }
  }

  @Command(
      name = "give-up",
      mixinStandardHelpOptions = true,
      description = {
        "Lets the copy of the other node take the place of this node's, which waits.",
        "Ends a split. What only this node has acknowledged is archived first: see",
        "'lockstep conflicts'."
      })
  static final class GiveUp extends Confirmed {
    GiveUp(Terminal terminal) {
      super(ModuleCommand.GIVE_UP, terminal);
    }

    @Override
    String warning() {
      return "The copy of the other node takes the place of this node's; what only this node has"
          + " acknowledged is archived here first.";
    }
  }
}
