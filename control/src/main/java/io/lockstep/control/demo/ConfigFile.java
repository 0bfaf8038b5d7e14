package io.lockstep.control.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the configurations of a pair. */
final class ConfigFile {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          new YAMLFactory()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES));

  private ConfigFile() {}

  /**
   * Writes the configuration of one node.
   *
   * @param mode {@code strict} or {@code barrier}
   * @param application the section {@code application} of the module
   */
  static void write(
      Workspace workspace, NodeLayout node, String mode, Map<String, Object> application)
      throws IOException {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("cluster", Map.of("name", "demo", "key-file", workspace.key().toString()));
    root.put("node", node.name());
    root.put("nodes", workspace.nodes().stream().map(ConfigFile::address).toList());
    root.put("state-directory", "state");
    root.put("api", endpoint(node.apiPort()));
    root.put("probe", endpoint(node.probePort()));
    root.put("arbiter", Map.of("type", "http", "url", "http://" + workspace.arbiterAddress()));
    root.put("modules", List.of(module(mode, application)));
    Files.writeString(node.config(), YAML.writeValueAsString(root));
  }

  private static Map<String, Object> address(NodeLayout node) {
    Map<String, Object> address = new LinkedHashMap<>();
    address.put("name", node.name());
    address.put("host", "127.0.0.1");
    address.put("replication-port", node.replicationPort());
    address.put("heartbeat-port", node.heartbeatPort());
    return address;
  }

  private static Map<String, Object> endpoint(int port) {
    return Map.of("host", "127.0.0.1", "port", port);
  }

  private static Map<String, Object> module(String mode, Map<String, Object> application) {
    Map<String, Object> module = new LinkedHashMap<>();
    module.put("name", NodeLayout.MODULE);
    module.put("directories", List.of("data"));
    module.put("mode", mode);
    module.put("application", application);
    return module;
  }

  /** A module whose directory is used by programs that Lockstep does not start. */
  static Map<String, Object> noApplication() {
    return Map.of("type", "none");
  }

  /** The shop, on this node's replicated directory. */
  static Map<String, Object> orders(NodeLayout node, JavaCommand java) {
    Map<String, Object> application = new LinkedHashMap<>();
    application.put("type", "command");
    application.put(
        "start",
        java.of(
            OrdersServer.class,
            List.of("-Xms16m", "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
            List.of(
                node.mount().toString(), "127.0.0.1", Integer.toString(node.applicationPort()))));
    application.put(
        "ready", List.of("bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/" + node.applicationPort()));
    return application;
  }
}
