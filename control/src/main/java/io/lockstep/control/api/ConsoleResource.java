package io.lockstep.control.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** The status page: a few static files of the dashboards module. */
@Path("/")
public final class ConsoleResource {

  private static final String FOLDER = "/io/lockstep/dashboards/console/";

  /** Nothing from elsewhere, nothing inline, in nobody's frame. */
  private static final String POLICY =
      "default-src 'self'; img-src data:; frame-ancestors 'none'; form-action 'none'";

  private static final Map<String, String> TYPES =
      Map.of(
          "index.html", "text/html; charset=utf-8",
          "console.js", "text/javascript; charset=utf-8",
          "console.css", "text/css; charset=utf-8");

  @GET
  public Response index() throws IOException {
    return file("index.html");
  }

  @GET
  @Path("console/{file}")
  public Response file(@PathParam("file") String file) throws IOException {
    if (!TYPES.containsKey(file)) {
      throw ApiException.notFound("nothing at /console/" + file);
    }
    try (InputStream in = ConsoleResource.class.getResourceAsStream(FOLDER + file)) {
      return Response.ok(in.readAllBytes(), TYPES.get(file))
          .header("Content-Security-Policy", POLICY)
          .header("X-Content-Type-Options", "nosniff")
          .header("Cache-Control", "no-cache")
          .build();
    }
  }
}
