package io.lockstep.control.cli;

import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;
import io.lockstep.control.config.ConfigException;
import io.lockstep.control.config.ConfigLoader;
import io.lockstep.node.config.NodeConfig;
import io.lockstep.node.config.NodeConfig.Endpoint;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the command line needs of a configuration file. */
final class ConfiguredNode {
  private static final List<Path> DEFAULTS =
      List.of(Path.of("node.yml"), Path.of("/etc/lockstep/node.yml"));

  private ConfiguredNode() {}

  /** Loads a file; its problems become a failure of one line each. */
  static NodeConfig load(Path file) {
    requireReadable(file);
    try {
      return ConfigLoader.load(file);
    } catch (ConfigException e) {
      throw new CliFailure(ExitCode.CONFIGURATION, String.join("\n", e.problems()), e);
    }
  }

  /** Ends the command when there is no such file. */
  static void requireReadable(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new CliFailure(
          ExitCode.NO_INPUT, "expected a readable configuration file, found none at " + file);
    }
  }

  /** Loads this file, or else a default one. */
  static NodeConfig loadOrDefault(Path file) {
    return load(file == null ? defaultFile() : file);
  }

  /** Address of the API of the node that this file, or else a default one, configures. */
  static URI api(Path file) {
    return url(loadOrDefault(file).api());
  }

  private static Path defaultFile() {
    return DEFAULTS.stream()
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new CliFailure(
                    ExitCode.NO_INPUT,
                    "which node? Give --url or --config; there is no ./node.yml and no "
                        + DEFAULTS.getLast()));
  }

  /** How to reach from this machine what listens there. */
  static URI url(Endpoint endpoint) {
    String host = isWildcard(endpoint.host()) ? "127.0.0.1" : endpoint.host();
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://" + literal + ":" + endpoint.port());
  }

  private static boolean isWildcard(String host) {
    try {
      return InetAddress.getByName(host).isAnyLocalAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
