package io.lockstep.control.api;

import io.lockstep.node.module.CommandAnswer;
import io.lockstep.node.module.ModuleHandle;
import io.lockstep.node.module.ModuleStatus;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;

/** One module, and what can be asked of it. */
@Path("/api/v1/modules/{module}")
@Produces(MediaType.APPLICATION_JSON)
public final class ModuleResource {

  private final NodeView view;

  ModuleResource(NodeView view) {
    this.view = view;
  }

  @GET
  public ModuleStatus status(@PathParam("module") String module) {
    return find(module).status();
  }

  /** 202: accepted, its progress is events. 409: refused, the message says why. */
  @POST
  @Path("/commands")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response command(@PathParam("module") String module, InputStream body) throws IOException {
    CommandBody request = CommandBody.read(body);
    CommandAnswer answer = find(module).command(request.command(), request.actor());
    return Response.status(answer.accepted() ? Response.Status.ACCEPTED : Response.Status.CONFLICT)
        .entity(answer)
        .build();
  }

  private ModuleHandle find(String module) {
    if (!view.moduleNames().contains(module)) {
      throw ApiException.unknownModule(module, view.moduleNames());
    }
    return view.modules().stream()
        .filter(handle -> handle.name().equals(module))
        .findFirst()
        .orElseThrow(
            () ->
                ApiException.unavailable("module " + module + " is not running yet (or no more)"));
  }
}
