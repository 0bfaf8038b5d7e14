package io.lockstep.control.badinput;

import io.lockstep.control.demo.Mounts;
import io.lockstep.control.demo.NodeProcess;
import io.lockstep.control.demo.TemporaryDirectory;
import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.control.testkit.SharedClasses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The folders of two nodes of this machine, and their daemons as processes of their own. */
final class PairFolder {
  static final String MODULE = "demo";
  private static final int ALPHA = 0;
  private static final int BETA = 4;
  private static final long RUN_LIMIT_SECONDS = 60;
  private static final List<String> HEAP =
      List.of("-Xms32m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final HarnessExtension owner;
  private final Path root;
  private final List<Integer> ports;

  private PairFolder(HarnessExtension owner, Path root, List<Integer> ports) {
    this.owner = owner;
    this.root = root;
    this.ports = ports;
  }

  /** What a daemon that ended by itself has left. */
  record Ended(int exitCode, List<String> lines) {}

  /**
   * Valid configurations, a key and empty directories, below a directory that goes with the test.
   */
  static PairFolder create(HarnessExtension owner) throws Exception {
    Path root = owner.open(() -> TemporaryDirectory.create("lockstep-bad-")).path().toRealPath();
    owner.open(() -> () -> Mounts.detachBelow(root));
    PairFolder pair = new PairFolder(owner, root, freePorts());
    Path key = root.resolve("cluster.key");
    Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    for (String node : List.of("alpha", "beta")) {
      Files.createDirectories(pair.data(node));
      Files.writeString(pair.file(node), pair.yaml(node));
    }
    return pair;
  }

  private String yaml(String node) {
    int own = node.equals("alpha") ? ALPHA : BETA;
    return """
    cluster: { name: demo, key-file: ../cluster.key }
    node: %s
    nodes:
      - { name: alpha, host: 127.0.0.1, replication-port: %d, heartbeat-port: %d }
      - { name: beta, host: 127.0.0.1, replication-port: %d, heartbeat-port: %d }
    state-directory: state
    api: { host: 127.0.0.1, port: %d }
    probe: { host: 127.0.0.1, port: %d }
    arbiter: { type: manual }
    modules: [ { name: demo, directories: [ data ], segment-size: 16MiB } ]
    """
        .formatted(
            node,
            ports.get(ALPHA),
            ports.get(ALPHA + 1),
            ports.get(BETA),
            ports.get(BETA + 1),
            ports.get(own + 2),
            ports.get(own + 3));
  }

  int replicationPort(String node) {
    return ports.get(node.equals("alpha") ? ALPHA : BETA);
  }

  int heartbeatPort(String node) {
    return ports.get((node.equals("alpha") ? ALPHA : BETA) + 1);
  }

  private int apiPort(String node) {
    return ports.get((node.equals("alpha") ? ALPHA : BETA) + 2);
  }

  Path file(String node) {
    return root.resolve(node).resolve("node.yml");
  }

  Path data(String node) {
    return root.resolve(node).resolve("data");
  }

  Path state(String node) {
    return root.resolve(node).resolve("state");
  }

  Path record(String node) {
    return state(node).resolve("modules").resolve(MODULE).resolve("record");
  }

  String log(String node) throws IOException {
    return Files.readString(logFile(node));
  }

  private Path logFile(String node) {
    return root.resolve(node).resolve("log");
  }

  /** Puts a mistake into a configuration. */
  void change(String node, String text, String replacement) throws IOException {
    String yaml = Files.readString(file(node));
    if (!yaml.contains(text)) {
      throw new IllegalArgumentException("expected " + text + " in " + yaml);
    }
    Files.writeString(file(node), yaml.replace(text, replacement));
  }

  /** Starts a daemon that is expected to run. */
  NodeProcess start(String node) throws Exception {
    return start(node, List.of());
  }

  /**
   * Starts a daemon by another program.
   *
   * @param launcher command that runs its arguments
   */
  NodeProcess start(String node, List<String> launcher) throws Exception {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(command(node));
    owner.explain(logFile(node));
    URI api = URI.create("http://127.0.0.1:" + apiPort(node));
    return owner.open(
        () ->
            NodeProcess.start(
                new NodeProcess.Spec(node, command, root, logFile(node), api, MODULE)));
  }

  /** Runs a daemon that is expected to end by itself. */
  Ended run(String node) throws Exception {
    Process process =
        new ProcessBuilder(command(node))
            .redirectErrorStream(true)
            .redirectOutput(logFile(node).toFile())
            .start();
    try {
      if (!process.waitFor(RUN_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("expected the daemon to end, found it running: " + log(node));
      }
      return new Ended(process.exitValue(), Files.readAllLines(logFile(node)));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private List<String> command(String node) throws Exception {
    return SharedClasses.command()
        .lockstep(HEAP, List.of("node", "--config", file(node).toString()));
  }

  /** Free at this moment; all different, because all are held until the last one is found. */
  private static List<Integer> freePorts() throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      while (held.size() < 2 * BETA) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }
}
