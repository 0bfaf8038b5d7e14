package io.lockstep.control.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/** A configuration file with ports that were free a moment ago, and the folders it needs. */
public final class NodeFolder {

  public final int apiPort = freePort();
  public final int probePort = freePort();
  public final Path file;
  public final Path state;

  /** Writes both into an existing folder. */
  public NodeFolder(Path folder) throws IOException {
    Path key = folder.resolve("cluster.key");
    Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Files.createDirectories(folder.resolve("data"));
    file = folder.resolve("node.yml");
    state = folder.resolve("state");
    Files.writeString(
        file,
        """
        cluster: { name: demo, key-file: cluster.key }
        node: alpha
        nodes:
          - { name: alpha, host: 127.0.0.1, replication-port: 1, heartbeat-port: 1 }
          - { name: beta, host: 127.0.0.1, replication-port: 2, heartbeat-port: 2 }
        state-directory: state
        api: { host: 127.0.0.1, port: %d }
        probe: { host: 127.0.0.1, port: %d }
        arbiter: { type: manual }
        modules: [ { name: demo, directories: [ data ] } ]
        """
            .formatted(apiPort, probePort));
  }

  /** Edits the configuration. */
  public void replace(String text, String replacement) throws IOException {
    Files.writeString(file, Files.readString(file).replace(text, replacement));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
