package io.lockstep.control.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The node, its peer and all modules at once. */
@Path("/api/v1/cluster")
@Produces(MediaType.APPLICATION_JSON)
public final class ClusterResource {

  private final NodeView view;

  ClusterResource(NodeView view) {
    this.view = view;
  }

  @GET
  public ClusterAnswer cluster() {
    return ClusterAnswer.of(view);
  }
}
