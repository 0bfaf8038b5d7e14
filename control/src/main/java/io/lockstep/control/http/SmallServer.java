package io.lockstep.control.http;

import io.lockstep.node.config.ListenFailure;
import io.lockstep.node.config.NodeConfig.Endpoint;
import java.io.IOException;
import java.util.function.IntFunction;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * An HTTP/1.1 server for a few plain requests: one port, a small pool of its own, tight limits.
 * Requests are parsed without holding a thread, so slow or silent clients do not keep others out.
 */
public final class SmallServer implements AutoCloseable {

  private static final int MAX_THREADS = 8;
  private static final int MIN_THREADS = 3;
  private static final int MAX_HEADER_BYTES = 4096;
  private static final int MAX_CONNECTIONS = 512;
  private static final long IDLE_MILLIS = 5000;
  private static final long CROWDED_IDLE_MILLIS = 500;
  private static final long STOP_LIMIT_MILLIS = 2000;

  private final Server server;
  private final ServerConnector connector;

  private SmallServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Listens.
   *
   * @param key what names the endpoint, for messages and thread names
   * @param errorBody makes the body of an error that arises before the handler is asked, from its
   *     status
   * @throws ListenFailure when the address cannot be listened on
   */
  public static SmallServer start(
      String key, Endpoint endpoint, Handler handler, IntFunction<String> errorBody)
      throws IOException {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
    threads.setName(key);
    Server server = new Server(threads);
    ServerConnector connector = connector(server, endpoint);
    server.addConnector(connector);
    server.setHandler(handler);
    server.setErrorHandler(new PlainErrors(errorBody));
    server.setStopTimeout(STOP_LIMIT_MILLIS);
    SmallServer started = new SmallServer(server, connector);
    try {
      server.start();
      return started;
    } catch (Exception e) {
      started.close();
      throw ListenFailure.of(key, endpoint, e);
    }
  }

  private static ServerConnector connector(Server server, Endpoint endpoint) {
    HttpConfiguration http = new HttpConfiguration();
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    http.setSendServerVersion(false);
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(endpoint.host());
    connector.setPort(endpoint.port());
    connector.setIdleTimeout(IDLE_MILLIS);
    NetworkConnectionLimit limit = new NetworkConnectionLimit(MAX_CONNECTIONS, connector);
    limit.setEndPointIdleTimeout(CROWDED_IDLE_MILLIS);
    connector.addBean(limit);
    return connector;
  }

  /** The port it listens on; chosen by the system when the endpoint's was 0. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Ends what it does within seconds; a second call does nothing. */
  @Override
  public void close() {
    Stopping.stop(server);
  }
}
