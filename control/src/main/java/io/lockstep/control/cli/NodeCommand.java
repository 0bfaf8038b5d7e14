package io.lockstep.control.cli;

import io.lockstep.control.client.ExitCode;
import io.lockstep.control.daemon.NodeDaemon;
import io.lockstep.node.module.ModuleFactory;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a node's daemon in the foreground. */
@Command(
    name = "node",
    mixinStandardHelpOptions = true,
    description = "Runs the daemon of a node, in the foreground, until it is told to end.")
final class NodeCommand implements Callable<Integer> {
  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The configuration of the node.")
  private Path file;

  private final ModuleFactory modules;

  NodeCommand(ModuleFactory modules) {
    this.modules = modules;
  }

  @Override
  public Integer call() {
    ConfiguredNode.requireReadable(file);
    return ExitCode.ofForeground(NodeDaemon.run(file, Version.current(), modules));
  }
}
