package io.lockstep.control.testkit;

import io.lockstep.control.testkit.Namespaces.Node;
import io.lockstep.node.config.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Directories and configuration files of a pair in {@link Namespaces}. */
public record PairConfig(Path directory, Namespaces namespaces) {
  public static final String MODULE = "orders";
  public static final int API_PORT = 7400;
  public static final int REPLICATION_PORT = 7401;
  public static final int HEARTBEAT_PORT = 7402;
  public static final int PROBE_PORT = 7403;
  public static final int ARBITER_PORT = 7410;

  /**
   * What a test wants to be different.
   *
   * @param mode {@code strict} or {@code barrier}
   * @param application the section {@code application} of the module, in flow style, for the
   *     replicated directory of a node: {@code {type: none}}
   * @param moreOfModule further lines of the module, without indentation
   * @param moreOfNode further lines of the configuration, for each node
   */
  public record Settings(
      String mode,
      Function<Path, String> application,
      List<String> moreOfModule,
      Function<Node, String> moreOfNode) {

    /** Nothing more of the node. */
    public Settings(String mode, Function<Path, String> application, List<String> moreOfModule) {
      this(mode, application, moreOfModule, node -> "");
    }

    /** The same with further lines of the configuration. */
    public Settings with(Function<Node, String> lines) {
      return new Settings(mode, application, moreOfModule, lines);
    }

    /** A directory that only the test itself works in. */
    public static Settings bare(String mode) {
      return new Settings(mode, mount -> "{type: none}", List.of());
    }
  }

  static PairConfig write(Path directory, Namespaces namespaces, Settings settings)
      throws IOException {
    PairConfig config = new PairConfig(directory, namespaces);
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    Path keyFile = directory.resolve("cluster.key");
    Files.createFile(
        keyFile,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(keyFile, Base64.getEncoder().encodeToString(key));
    for (Node node : Node.values()) {
      Files.createDirectories(config.mount(node));
      Files.createDirectories(config.state(node));
      Files.writeString(config.file(node), config.text(node, settings));
    }
    return config;
  }

  private String text(Node node, Settings settings) {
    return """
    cluster: {name: test, key-file: ../cluster.key}
    node: %s
    nodes:
    - {name: alpha, host: %s, replication-port: %d, heartbeat-port: %d}
    - {name: beta, host: %s, replication-port: %d, heartbeat-port: %d}
    state-directory: state
    api: {host: %s, port: %d}
    probe: {host: %s, port: %d}
    arbiter: {type: http, url: "http://%s:%d"}
    %s
    modules:
    - name: %s
      directories: [data]
      mode: %s
      segment-size: 16MiB
      retain: 512MiB
      application: %s
    %s
    """
        .formatted(
            name(node),
            namespaces.peerHost(Node.ALPHA),
            REPLICATION_PORT,
            HEARTBEAT_PORT,
            namespaces.peerHost(Node.BETA),
            REPLICATION_PORT,
            HEARTBEAT_PORT,
            namespaces.apiHost(node),
            API_PORT,
            namespaces.apiHost(node),
            PROBE_PORT,
            namespaces.arbiterHost(),
            ARBITER_PORT,
            settings.moreOfNode().apply(node),
            MODULE,
            settings.mode(),
            settings.application().apply(mount(node)),
            String.join("\n", settings.moreOfModule().stream().map(line -> "  " + line).toList()));
  }

  static String name(Node node) {
    return node.name().toLowerCase(Locale.ROOT);
  }

  public Path nodeDirectory(Node node) {
    return directory.resolve(name(node));
  }

  public Path file(Node node) {
    return nodeDirectory(node).resolve("node.yml");
  }

  /** The replicated directory, as programs of that node see it. */
  public Path mount(Node node) {
    return nodeDirectory(node).resolve("data");
  }

  public Path state(Node node) {
    return nodeDirectory(node).resolve("state");
  }

  /** The replicated directory below the capture. */
  public Path backing(Node node) {
    return state(node).resolve("modules").resolve(MODULE).resolve("backing").resolve("0");
  }

  public Path log(Node node) {
    return nodeDirectory(node).resolve("node.log");
  }

  NodeConfig.Endpoint arbiter() {
    return new NodeConfig.Endpoint(namespaces.arbiterHost(), ARBITER_PORT);
  }

  Path arbiterDirectory() {
    return directory.resolve("arbiter");
  }
}
