package io.lockstep.control.demo;

import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory of a demonstration: a key, and for each node its configuration, its replicated
 * directory and its state. Immutable.
 */
public record Workspace(Path directory, NodeLayout alpha, NodeLayout beta, int arbiterPort) {
  private static final int KEY_BYTES = 32;
  private static final int PORTS_A_NODE = 5;

  /**
   * Makes a workspace in a directory that is absent or empty.
   *
   * @throws CliFailure if it holds something
   */
  public static Workspace create(Path directory) throws IOException {
    Path root = directory.toAbsolutePath().normalize();
    requireNew(root);
    Files.createDirectories(root);
    Iterator<Integer> ports = Ports.free(2 * PORTS_A_NODE + 1).iterator();
    Workspace workspace =
        new Workspace(root, node("alpha", root, ports), node("beta", root, ports), ports.next());
    for (NodeLayout node : workspace.nodes()) {
      Files.createDirectories(node.mount());
      Files.createDirectories(node.state());
    }
    Files.createDirectories(workspace.arbiterDirectory());
    workspace.writeKey();
    return workspace;
  }

  private static void requireNew(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    if (!Files.isDirectory(directory)) {
      throw new CliFailure(
          ExitCode.CANNOT_CREATE, "expected an empty directory, found a file at " + directory);
    }
    try (Stream<Path> entries = Files.list(directory)) {
      if (entries.findAny().isPresent()) {
        throw new CliFailure(
            ExitCode.CANNOT_CREATE,
            "expected an empty or absent directory, found files in " + directory);
      }
    }
  }

  private static NodeLayout node(String name, Path root, Iterator<Integer> ports) {
    return new NodeLayout(
        name,
        root.resolve(name),
        ports.next(),
        ports.next(),
        ports.next(),
        ports.next(),
        ports.next());
  }

  private void writeKey() throws IOException {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    // Closed to others from the first moment, not after the key is in it.
    Files.createFile(
        key(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key(), Base64.getEncoder().encodeToString(key) + "\n");
  }

  public List<NodeLayout> nodes() {
    return List.of(alpha, beta);
  }

  List<OrdersLoad.Shop> shops() {
    return nodes().stream().map(NodeLayout::shop).toList();
  }

  Path key() {
    return directory.resolve("cluster.key");
  }

  Path arbiterDirectory() {
    return directory.resolve("arbiter");
  }

  Path arbiterLog() {
    return directory.resolve("arbiter.log");
  }

  /** What the processes say. */
  List<Path> logs() {
    return List.of(arbiterLog(), alpha.log(), beta.log());
  }

  String arbiterAddress() {
    return "127.0.0.1:" + arbiterPort;
  }

  /** Describes the running pair to other programs. */
  Path pairFile() {
    return directory.resolve("pair.json");
  }

  /** What the clients were told. */
  Path ledger() {
    return directory.resolve("ledger.log");
  }
}
