package io.lockstep.control.daemon;

import io.lockstep.control.api.ApiServer;
import io.lockstep.control.config.ConfigException;
import io.lockstep.control.config.ConfigLoader;
import io.lockstep.control.config.DirectoryCheck;
import io.lockstep.control.events.EventRecorder;
import io.lockstep.control.events.EventStore;
import io.lockstep.control.probe.ProbeServer;
import io.lockstep.node.config.FileFailure;
import io.lockstep.node.config.NodeConfig;
import io.lockstep.node.module.ModuleFactory;
import io.lockstep.node.shelter.Guarded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: lock, events, API, probe, modules, opened in this order and closed in reverse. The
 * ports are bound before the first module starts, so that a port in use stops nothing that already
 * serves; until the modules run, API and probe answer that they do not. A daemon that comes back
 * after it was killed had these ports: there the modules are first, because the application waits.
 */
public final class NodeDaemon implements Foreground.Service {

  private static final Logger LOG = LoggerFactory.getLogger(NodeDaemon.class);
  private static final long OWN_STOP_LIMIT_MILLIS = 30_000;

  private final NodeConfig config;
  private final OpenParts parts = new OpenParts();
  private ApiServer api;
  private ProbeServer probe;

  private NodeDaemon(NodeConfig config) {
    this.config = config;
  }

  /**
   * The whole life of a daemon in the foreground, until SIGTERM or SIGINT.
   *
   * @param version of the program, for people
   * @return an exit code of {@link Foreground}; what went wrong is on standard error, one line each
   */
  public static int run(Path configFile, String version, ModuleFactory factory) {
    Logging.configure();
    return Foreground.run(() -> start(load(configFile), version, factory), System.err);
  }

  private static NodeConfig load(Path file) throws ConfigException {
    NodeConfig config = ConfigLoader.load(file);
    List<String> missing = DirectoryCheck.problems(config);
    if (!missing.isEmpty()) {
      throw new ConfigException(missing.stream().map(line -> file + ": " + line).toList());
    }
    return config;
  }

  /**
   * Opens everything; leaves nothing open when it fails.
   *
   * @throws IOException with one line for people
   */
  public static NodeDaemon start(NodeConfig config, String version, ModuleFactory factory)
      throws IOException {
    NodeDaemon daemon = new NodeDaemon(config);
    try {
      daemon.open(version, factory);
      return daemon;
    } catch (IOException | RuntimeException e) {
      daemon.close();
      throw e;
    }
  }

  private void open(String version, ModuleFactory factory) throws IOException {
    Path state = createState(config.stateDirectory());
    parts.add("lock", StateLock.take(state));
    EventStore store =
        parts.add("event store", EventStore.at(state.resolve("events"), config.node()));
    EventRecorder events =
        parts.add("events", EventRecorder.open(state.resolve("events.journal"), store));
    NodeState node = new NodeState(config, version);
    if (Guarded.isComingBack()) {
      startModules(factory, events, node, version);
      startServers(node, store);
    } else {
      startServers(node, store);
      startModules(factory, events, node, version);
    }
    LOG.info(
        "node {} of cluster {} runs: api {}:{}, probe {}:{}",
        config.node(),
        config.cluster(),
        config.api().host(),
        api.port(),
        config.probe().host(),
        probe.port());
  }

  private void startServers(NodeState node, EventStore store) throws IOException {
    api = parts.add("api", ApiServer.start(config.api(), node, store));
    probe = parts.add("probe", ProbeServer.start(config.probe(), node));
  }

  private void startModules(
      ModuleFactory factory, EventRecorder events, NodeState node, String version)
      throws IOException {
    tell(events, "node.started", Map.of("version", version));
    parts.add("last event", () -> tell(events, "node.stopped", Map.of()));
    node.running(parts.add("modules", factory.start(config, events)));
  }

  /** Journals and keys of sessions are nobody else's business. */
  private static Path createState(Path directory) throws IOException {
    try {
      return Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new IOException(
          "state-directory: expected a directory that can be made and written, found "
              + FileFailure.words(e),
          e);
    }
  }

  private void tell(EventRecorder events, String type, Map<String, Object> facts) {
    events.happened("", type, "node:" + config.node(), 0, facts);
  }

  /** The port of the API; chosen by the system when the configured one was 0. */
  public int apiPort() {
    return api.port();
  }

  /** The port of the probe; chosen by the system when the configured one was 0. */
  public int probePort() {
    return probe.port();
  }

  /** What the slowest application may take, and what everything else needs. */
  @Override
  public long stopLimitMillis() {
    return config.modules().stream()
            .mapToLong(module -> module.application().stopTimeoutMillis())
            .max()
            .orElse(0)
        + OWN_STOP_LIMIT_MILLIS;
  }

  /** Stops the modules in an orderly way, then everything else; a second call does nothing. */
  @Override
  public synchronized void close() {
    parts.close();
  }
}
