package io.lockstep.control.cli;

import io.lockstep.control.arbiter.ArbiterServer;
import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;
import io.lockstep.node.config.NodeConfig.Endpoint;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs an arbiter in the foreground. */
@Command(
    name = "arbiter",
    mixinStandardHelpOptions = true,
    description = {
      "Runs an arbiter, in the foreground, until it is told to end.",
      "It keeps records that are created once and never replaced, for any number of clusters."
    })
final class ArbiterCommand implements Callable<Integer> {
  private static final int MAX_PORT = 65_535;

  @Option(
      names = "--listen",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Address to listen on.")
  private String listen;

  @Option(
      names = "--dir",
      required = true,
      paramLabel = "DIR",
      description = "Where the records are kept; made if it does not exist.")
  private Path directory;

  @Override
  public Integer call() {
    return ExitCode.ofForeground(ArbiterServer.run(endpoint(), directory));
  }

  private Endpoint endpoint() {
    int colon = listen.lastIndexOf(':');
    try {
      int port = Integer.parseInt(listen.substring(colon + 1));
      if (colon > 0 && port >= 0 && port <= MAX_PORT) {
        return new Endpoint(listen.substring(0, colon), port);
      }
    } catch (NumberFormatException e) {
      throw malformed(e);
    }
    throw malformed(null);
  }

  private CliFailure malformed(NumberFormatException cause) {
    CliFailure failure =
        new CliFailure(
            ExitCode.USAGE,
            "--listen: expected HOST:PORT with a port up to 65535, found \"" + listen + "\"");
    failure.initCause(cause);
    return failure;
  }
}
