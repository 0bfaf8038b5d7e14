package io.lockstep.control.cli;

import io.lockstep.control.client.ExitCode;
import io.lockstep.node.config.NodeConfig;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What has to do with configuration files. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Works with configuration files.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = ConfigCommand.Check.class)
final class ConfigCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Reads a configuration file as a daemon would, and changes nothing.")
  static final class Check implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "The configuration of a node.")
    private Path file;

    @Override
    public Integer call() {
      NodeConfig config = ConfiguredNode.load(file);
      spec.commandLine()
          .getOut()
          .println(
              "%s: valid; cluster %s, node %s, %d module(s)"
                  .formatted(file, config.cluster(), config.node(), config.modules().size()));
      return ExitCode.OK;
    }
  }
}
