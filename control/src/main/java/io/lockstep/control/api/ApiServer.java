package io.lockstep.control.api;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.health.HealthCheckRegistry;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.jersey.setup.JerseyEnvironment;
import io.dropwizard.jersey.validation.Validators;
import io.lockstep.control.events.EventStore;
import io.lockstep.control.http.Stopping;
import io.lockstep.node.config.ListenFailure;
import io.lockstep.node.config.NodeConfig.Endpoint;
import java.io.IOException;
import java.time.Clock;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.glassfish.jersey.server.ServerProperties;

/** The REST API and the status page on one port. */
public final class ApiServer implements AutoCloseable {

  private final Server server;

  private ApiServer(Server server) {
    this.server = server;
  }

  /**
   * Listens and answers.
   *
   * @throws ListenFailure when the address cannot be listened on
   */
  public static ApiServer start(Endpoint endpoint, NodeView view, EventStore events)
      throws IOException {
    Environment environment =
        new Environment(
            "api",
            json(),
            Validators.newValidatorFactory(),
            new MetricRegistry(),
            ApiServer.class.getClassLoader(),
            new HealthCheckRegistry(),
            new Configuration());
    register(environment.jersey(), view, events);
    Server server = new ApiServerFactory(endpoint).build(environment);
    try {
      server.start();
      return new ApiServer(server);
    } catch (Exception e) {
      Stopping.stop(server);
      throw ListenFailure.of("api", endpoint, e);
    }
  }

  private static ObjectMapper json() {
    return Jackson.newMinimalObjectMapper()
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  private static void register(JerseyEnvironment jersey, NodeView view, EventStore events) {
    // Otherwise the servlet container would write its own page for an answer without a body.
    jersey.property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true);
    jersey.register(new ErrorMapper());
    jersey.register(new ClusterResource(view));
    jersey.register(new ModuleResource(view));
    jersey.register(new ConflictsResource(view));
    jersey.register(new EventsResource(events, view, Clock.systemUTC()));
    jersey.register(new ConsoleResource());
  }

  /** The port it listens on; chosen by the system when the endpoint's was 0. */
  public int port() {
    return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
  }

  /** Ends requests within seconds; a second call does nothing. */
  @Override
  public void close() {
    Stopping.stop(server);
  }
}
