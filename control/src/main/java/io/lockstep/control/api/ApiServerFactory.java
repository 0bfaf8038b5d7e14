package io.lockstep.control.api;

import io.dropwizard.core.server.AbstractServerFactory;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.util.Duration;
import io.lockstep.control.http.HttpErrors;
import io.lockstep.control.http.PlainErrors;
import io.lockstep.node.config.NodeConfig.Endpoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.ThreadPool;

/**
 * A Dropwizard server with a single connector and without the admin part: every open port is one
 * more thing to protect.
 */
final class ApiServerFactory extends AbstractServerFactory {

  private static final int MAX_THREADS = 32;
  private static final int MIN_THREADS = 6;
  private static final Duration STOP_LIMIT = Duration.seconds(3);

  private final Endpoint endpoint;

  ApiServerFactory(Endpoint endpoint) {
    this.endpoint = endpoint;
    setMaxThreads(MAX_THREADS);
    setMinThreads(MIN_THREADS);
    setShutdownGracePeriod(STOP_LIMIT);
    setRegisterDefaultExceptionMappers(false);
  }

  @Override
  public void configure(Environment environment) {
    environment.getApplicationContext().setContextPath("/");
  }

  @Override
  public Server build(Environment environment) {
    configure(environment);
    ThreadPool threads = createThreadPool(environment.metrics());
    Server server = buildServer(environment.lifecycle(), threads);
    PlainErrors errors = new PlainErrors(ApiServerFactory::errorBody);
    environment.getApplicationContext().setErrorHandler(errors);
    Handler application =
        createAppServlet(
            server,
            environment.jersey(),
            environment.getObjectMapper(),
            environment.getValidator(),
            environment.getApplicationContext(),
            environment.getJerseyServletContainer(),
            environment.metrics());
    server.addConnector(connector().build(server, environment.metrics(), "api", threads));
    server.setHandler(addGracefulHandler(new ReadableHeaders(application)));
    server.setErrorHandler(errors);
    // The daemon stops it, in its own order.
    server.setStopAtShutdown(false);
    return server;
  }

  private HttpConnectorFactory connector() {
    HttpConnectorFactory connector = new HttpConnectorFactory();
    connector.setBindHost(endpoint.host());
    connector.setPort(endpoint.port());
    return connector;
  }

  private static String errorBody(int status) {
    return "{\"code\":%d,\"message\":\"%s\"}".formatted(status, HttpErrors.words(status));
  }
}
