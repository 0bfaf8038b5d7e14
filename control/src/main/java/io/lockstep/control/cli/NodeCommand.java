package io.lockstep.control.cli;

import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;
import io.lockstep.node.config.NodeConfig;
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

  @Override
  public Integer call() {
    NodeConfig config = ConfiguredNode.load(file);
    throw new CliFailure(ExitCode.INTERNAL, "no daemon for " + config.node());
  }
}
