package io.lockstep.node.config;

import io.lockstep.node.scope.Exclusion;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * The whole configuration of one node, checked and with all defaults filled in. Paths are absolute.
 * Immutable.
 *
 * @param clusterKey at least 32 random bytes that both nodes (and nobody else) know
 * @param node name of this node, one of {@code nodes}
 * @param nodes exactly two, in the same order on both nodes
 * @param daemonCrash what follows when the daemon is killed
 * @param stateDirectory journals, records and events; never inside a replicated directory
 */
public record NodeConfig(
    String cluster,
    byte[] clusterKey,
    String node,
    List<Node> nodes,
    Path stateDirectory,
    Endpoint api,
    Endpoint probe,
    Heartbeat heartbeat,
    Arbiter arbiter,
    DaemonCrash daemonCrash,
    List<Module> modules) {

  /** Where one node is reached. */
  public record Node(String name, String host, int replicationPort, int heartbeatPort) {}

  /** A host (address to listen on) and a port. */
  public record Endpoint(String host, int port) {}

  /** How life is told and death is judged. */
  public record Heartbeat(long intervalMillis, long timeoutMillis) {}

  /**
   * What a daemon's guardian does when the daemon is killed.
   *
   * @param resumes whether it is started again while the application waits; otherwise the peer
   *     takes over at once
   * @param resumeLimitMillis how long the application may wait, and the peer for this node
   */
  public record DaemonCrash(boolean resumes, long resumeLimitMillis) {}

  /** Who decides when the nodes cannot see each other. */
  public sealed interface Arbiter {
    /** Records created once by PUT with If-None-Match: *. */
    record Http(URI url, long timeoutMillis) implements Arbiter {}

    /** A human. */
    record Manual() implements Arbiter {}
  }

  /** When a write to a replicated directory returns. */
  public enum Mode {
    STRICT,
    BARRIER
  }

  /** What local processes see on the secondary. */
  public enum SecondaryAccess {
    READ,
    NONE
  }

  /**
   * One protected application.
   *
   * @param directories the replicated directories, in the same order on both nodes
   * @param exclusion the names in them that are not replicated; the same on both nodes
   * @param peerTimeoutMillis how long a write may wait for the peer before the peer counts as lost
   * @param bootSearchMillis how long a restarted node looks for its peer before it asks the arbiter
   * @param segmentBytes size at which the journal begins a new segment
   * @param retainBytes how much journal is kept for a node that comes back
   * @param retainMillis how long, at most; 0: as long as there is space
   * @param resyncBytesPerSecond how fast a node that comes back is fed; 0: as fast as it goes
   * @param autostart whether the module starts with the daemon
   * @param verify when the copies of both nodes are compared
   */
  public record Module(
      String name,
      List<Path> directories,
      Exclusion exclusion,
      Mode mode,
      SecondaryAccess secondaryAccess,
      long peerTimeoutMillis,
      long bootSearchMillis,
      int fuseWorkers,
      long segmentBytes,
      long retainBytes,
      long retainMillis,
      long resyncBytesPerSecond,
      boolean autostart,
      Application application,
      Verify verify) {}

  /**
   * When and how the primary compares its copy with its mirror's.
   *
   * @param everyMillis from the end of one comparison to the next; 0: only when somebody asks
   * @param heals whether the mirror of a comparison that nobody asked for is made equal
   * @param bytesPerSecond how fast at most each node reads its files
   */
  public record Verify(long everyMillis, boolean heals, long bytesPerSecond) {
    /** Only when somebody asks, at 32 MiB/s. */
    public static final Verify ON_DEMAND = new Verify(0, false, 32L << 20);
  }

  /**
   * What runs on the primary. Environment variables LOCKSTEP_* tell it the module, node, role and
   * epoch.
   */
  public sealed interface Application {

    /** How long a stop may take before what is left is killed; 0 if there is nothing to stop. */
    long stopTimeoutMillis();

    /** How many failures within 24 h are answered by a local restart. */
    int maxRestarts();

    /** Nothing: the directory is used by programs Lockstep does not start. */
    record None() implements Application {
      @Override
      public long stopTimeoutMillis() {
        return 0;
      }

      @Override
      public int maxRestarts() {
        return 0;
      }
    }

    /**
     * A process that stays in the foreground.
     *
     * @param ready a command whose exit code 0 means that the application serves; empty: ready once
     *     it runs
     * @param user who it runs as; null or empty: the daemon's own user
     * @param workingDirectory where it starts; null: the root directory
     * @param stopSignal name of the signal that asks the process to end, without SIG (signal(7))
     */
    record Command(
        List<String> start,
        List<String> ready,
        String user,
        Path workingDirectory,
        long startTimeoutMillis,
        long stopTimeoutMillis,
        int maxRestarts,
        String stopSignal)
        implements Application {

      /** A process that ends in order at SIGTERM. */
      public Command(
          List<String> start,
          List<String> ready,
          String user,
          Path workingDirectory,
          long startTimeoutMillis,
          long stopTimeoutMillis,
          int maxRestarts) {
        this(
            start,
            ready,
            user,
            workingDirectory,
            startTimeoutMillis,
            stopTimeoutMillis,
            maxRestarts,
            "TERM");
      }
    }

    /**
     * Scripts {@code start_prim}, {@code stop_prim} and, if present, {@code check_prim} in a
     * directory.
     */
    record Scripts(
        Path directory,
        long startTimeoutMillis,
        long stopTimeoutMillis,
        long checkIntervalMillis,
        int maxRestarts)
        implements Application {}
  }
}
