package io.lockstep.control.api;

import io.lockstep.control.conflicts.Archive;
import io.lockstep.control.conflicts.ArchiveManifest;
import io.lockstep.control.conflicts.DamagedArchiveException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Archives of what this node alone had acknowledged. */
@Path("/api/v1/modules/{module}/conflicts")
@Produces(MediaType.APPLICATION_JSON)
public final class ConflictsResource {

  private final NodeView view;

  ConflictsResource(NodeView view) {
    this.view = view;
  }

  @GET
  public ConflictsAnswer list(@PathParam("module") String module) throws IOException {
    List<ArchiveManifest> sound = new ArrayList<>();
    List<String> damaged = new ArrayList<>();
    for (Archive archive : of(module)) {
      try {
        sound.add(archive.manifest());
      } catch (DamagedArchiveException e) {
        damaged.add(archive.id() + ": " + e.getMessage());
      }
    }
    return new ConflictsAnswer(sound, damaged);
  }

  @GET
  @Path("/{id}")
  public ConflictAnswer show(@PathParam("module") String module, @PathParam("id") String id)
      throws IOException {
    Archive found =
        of(module).stream()
            .filter(archive -> archive.id().equals(id))
            .findFirst()
            .orElseThrow(() -> ApiException.notFound("no archive " + OneLine.of(id)));
    try {
      return ConflictAnswer.of(found);
    } catch (DamagedArchiveException e) {
      throw ApiException.unavailable(e.getMessage());
    }
  }

  private List<Archive> of(String module) throws IOException {
    if (!view.moduleNames().contains(module)) {
      throw ApiException.unknownModule(module, view.moduleNames());
    }
    return view.archives().all().stream()
        .filter(archive -> archive.module().equals(module))
        .toList();
  }
}
