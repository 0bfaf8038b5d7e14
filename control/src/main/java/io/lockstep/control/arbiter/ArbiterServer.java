package io.lockstep.control.arbiter;

import io.lockstep.control.daemon.Foreground;
import io.lockstep.control.daemon.Logging;
import io.lockstep.control.http.HttpErrors;
import io.lockstep.control.http.SmallServer;
import io.lockstep.node.config.FileFailure;
import io.lockstep.node.config.NodeConfig.Endpoint;
import io.lockstep.node.membership.ArbiterStore;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Serves {@code PUT} and {@code GET /v1/CLUSTER/MODULE-ID/EPOCH} for any number of clusters, and a
 * line for health checks at {@code /}. A record is created once ({@code If-None-Match: *}, RFC 9110
 * section 13.1.2) and never replaced; 201 is sent after it is on disk.
 */
public final class ArbiterServer implements Foreground.Service {

  private static final long STOP_LIMIT_MILLIS = 10_000;

  private final SmallServer server;

  private ArbiterServer(SmallServer server) {
    this.server = server;
  }

  /**
   * The whole life of an arbiter in the foreground, until SIGTERM or SIGINT.
   *
   * @return an exit code of {@link Foreground}
   */
  public static int run(Endpoint endpoint, Path directory) {
    Logging.configure();
    return Foreground.run(() -> start(endpoint, directory), System.err);
  }

  /**
   * Listens and answers.
   *
   * @param directory of the records; made if it does not exist
   * @throws IOException with one line for people
   */
  public static ArbiterServer start(Endpoint endpoint, Path directory) throws IOException {
    ArbiterHandler handler = new ArbiterHandler(open(directory));
    return new ArbiterServer(
        SmallServer.start(
            "arbiter",
            endpoint,
            handler,
            status -> ArbiterAnswer.error(status, HttpErrors.words(status)).body()));
  }

  private static ArbiterStore open(Path directory) throws IOException {
    try {
      return ArbiterStore.open(directory);
    } catch (IOException e) {
      throw new IOException(
          "--dir: expected a directory that can be made and written, found " + FileFailure.words(e),
          e);
    }
  }

  /** The port it listens on; chosen by the system when the endpoint's was 0. */
  public int port() {
    return server.port();
  }

  @Override
  public long stopLimitMillis() {
    return STOP_LIMIT_MILLIS;
  }

  @Override
  public void close() {
    server.close();
  }
}
