package io.lockstep.control.cli;

import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;
import io.lockstep.control.client.NodeClient;
import java.net.URI;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How a command finds its node. */
final class NodeOptions {
  private static final int MAX_PORT = 65_535;

  @ArgGroup(exclusive = true)
  private Where where = new Where();

  static final class Where {
    @Option(
        names = "--config",
        paramLabel = "FILE",
        description =
            "Configuration of the node to ask (default: ./node.yml, then /etc/lockstep/node.yml).")
    private Path config;

    @Option(names = "--url", paramLabel = "URL", description = "Address of the node's API.")
    private String url;
  }

  NodeClient client() {
    return new NodeClient(where.url == null ? ConfiguredNode.api(where.config) : address());
  }

  private URI address() {
    try {
      URI uri = URI.create(where.url);
      if (uri.getHost() != null && uri.getScheme().matches("https?") && uri.getPort() <= MAX_PORT) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Told below, with what was expected.
    }
    throw new CliFailure(
        ExitCode.USAGE, "--url: expected http://HOST:PORT, found '" + where.url + "'");
  }
}
