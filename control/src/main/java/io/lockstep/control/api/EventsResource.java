package io.lockstep.control.api;

import io.lockstep.control.events.EventQuery;
import io.lockstep.control.events.EventStore;
import io.lockstep.control.events.EventStoreException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;

/** The history of this node, page by page. */
@Path("/api/v1/events")
@Produces(MediaType.APPLICATION_JSON)
public final class EventsResource {

  private final EventStore store;
  private final NodeView view;
  private final Clock clock;

  EventsResource(EventStore store, NodeView view, Clock clock) {
    this.store = store;
    this.view = view;
    this.clock = clock;
  }

  @GET
  public EventsAnswer events(@BeanParam EventParameters parameters, @Context UriInfo uri) {
    EventParameters.requireKnown(uri.getQueryParameters());
    EventQuery query = parameters.query(clock.instant());
    try {
      parameters.anyOfModule().ifPresent(this::requireKnown);
      return EventsAnswer.of(store.query(query), parameters.afterOrStart());
    } catch (EventStoreException e) {
      throw ApiException.unavailable(e.getMessage());
    }
  }

  /** A module that is configured no more has a history still. */
  private void requireKnown(EventQuery ofModule) {
    String module = ofModule.module().orElseThrow();
    if (!view.moduleNames().contains(module) && store.query(ofModule).isEmpty()) {
      throw ApiException.unknownModule(module, view.moduleNames());
    }
  }
}
