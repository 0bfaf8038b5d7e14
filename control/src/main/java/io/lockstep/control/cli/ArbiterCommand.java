package io.lockstep.control.cli;

import io.lockstep.control.arbiter.ArbiterServer;
import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;
import io.lockstep.node.config.NodeConfig.Endpoint;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  private static final Pattern LISTEN = Pattern.compile("(?:\\[([^]]+)]|([^:]+)):(\\d{1,5})");
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

  /** An IPv6 address is in brackets: {@code [::]:7400}. */
  private Endpoint endpoint() {
    Matcher matcher = LISTEN.matcher(listen);
    if (matcher.matches()) {
      int port = Integer.parseInt(matcher.group(3));
      if (port <= MAX_PORT) {
        return new Endpoint(matcher.group(matcher.group(1) == null ? 2 : 1), port);
      }
    }
    throw new CliFailure(
        ExitCode.USAGE,
        "--listen: expected HOST:PORT such as 0.0.0.0:7400, found '" + listen + "'");
  }
}
