package io.lockstep.control.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/** A folder with a configuration file and a key. */
public final class ConfigFolder {

  /** Valid; line numbers matter to the tests. */
  public static final String VALID =
      """
      cluster: { name: demo, key-file: cluster.key }
      node: alpha
      nodes:
        - { name: alpha, host: 127.0.0.1, replication-port: 7410, heartbeat-port: 7411 }
        - { name: beta, host: 127.0.0.1, replication-port: 7420, heartbeat-port: 7421 }
      state-directory: state
      api: { host: 127.0.0.1, port: 7412 }
      probe: { host: 127.0.0.1, port: 7413 }
      heartbeat: { interval: 200ms, timeout: 2s }
      arbiter: { type: manual }
      modules:
        - name: demo
          directories: [ data ]
          peer-timeout: 3s
          application: { type: none }
      """;

  private final Path folder;

  public ConfigFolder(Path folder) throws IOException {
    this.folder = folder;
    key(new byte[32], "rw-------");
  }

  void key(byte[] key, String mode) throws IOException {
    Path file = folder.resolve("cluster.key");
    Files.writeString(file, Base64.getEncoder().encodeToString(key) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  /** Writes the configuration file. */
  public Path file(String yaml) throws IOException {
    Path file = folder.resolve("node.yml");
    Files.writeString(file, yaml);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }
}
