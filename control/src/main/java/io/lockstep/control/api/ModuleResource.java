package io.lockstep.control.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.lockstep.node.module.CommandAnswer;
import io.lockstep.node.module.ModuleCommand;
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
import java.util.Arrays;
import java.util.stream.Collectors;

/** One module, and what can be asked of it. */
@Path("/api/v1/modules/{module}")
@Produces(MediaType.APPLICATION_JSON)
public final class ModuleResource {

  private static final String ANONYMOUS = "api";

  private final NodeView view;

  ModuleResource(NodeView view) {
    this.view = view;
  }

  /**
   * What is asked.
   *
   * @param command word of a {@link ModuleCommand}
   * @param actor who asks; optional
   */
  public record CommandRequest(
      @JsonProperty("command") String command, @JsonProperty("actor") String actor) {

    ModuleCommand parsed() {
      return Arrays.stream(ModuleCommand.values())
          .filter(known -> known.word().equals(command))
          .findFirst()
          .orElseThrow(
              () -> ApiException.badRequest("command: expected " + words() + ", found " + found()));
    }

    String actorOrAnonymous() {
      return actor == null || actor.isBlank() ? ANONYMOUS : actor.strip();
    }

    private String found() {
      return command == null ? "nothing" : "\"" + command + "\"";
    }

    private static String words() {
      return Arrays.stream(ModuleCommand.values())
          .map(ModuleCommand::word)
          .collect(Collectors.joining(", "));
    }
  }

  @GET
  public ModuleStatus status(@PathParam("module") String module) {
    return find(module).status();
  }

  /** 202: accepted, its progress is events. 409: refused, the message says why. */
  @POST
  @Path("/commands")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response command(@PathParam("module") String module, CommandRequest request) {
    if (request == null) {
      throw ApiException.badRequest("expected a body such as {\"command\":\"start\"}, found none");
    }
    ModuleHandle handle = find(module);
    CommandAnswer answer = handle.command(request.parsed(), request.actorOrAnonymous());
    return Response.status(answer.accepted() ? Response.Status.ACCEPTED : Response.Status.CONFLICT)
        .entity(answer)
        .build();
  }

  private ModuleHandle find(String module) {
    if (!view.moduleNames().contains(module)) {
      throw ApiException.notFound(
          "module: expected one of " + view.moduleNames() + ", found \"" + module + "\"");
    }
    return view.modules().stream()
        .filter(handle -> handle.name().equals(module))
        .findFirst()
        .orElseThrow(
            () ->
                ApiException.unavailable("module " + module + " is not running yet (or no more)"));
  }
}
