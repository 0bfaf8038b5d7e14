package io.lockstep.control.api;

import io.lockstep.control.http.HttpErrors;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every failure the one shape. What nobody foresaw is logged in full under an id; only the id
 * is told.
 */
public final class ErrorMapper implements ExceptionMapper<Throwable> {

  private static final Logger LOG = LoggerFactory.getLogger(ErrorMapper.class);

  private static final int TOO_LARGE = 413;

  @Context private UriInfo uri;
  @Context private Request request;

  @Override
  public Response toResponse(Throwable failure) {
    return switch (failure) {
      case ApiException known -> response(known.error());
      case WebApplicationException refused -> refused(refused);
      default -> unforeseen(failure);
    };
  }

  private Response refused(WebApplicationException refused) {
    int code = refused.getResponse().getStatus();
    if (code >= 500) {
      return unforeseen(refused);
    }
    Response response = response(new ApiError(code, message(code)));
    Object allow = refused.getResponse().getHeaders().getFirst(HttpHeaders.ALLOW);
    return refused instanceof NotAllowedException && allow != null
        ? Response.fromResponse(response).header(HttpHeaders.ALLOW, allow).build()
        : response;
  }

  private String message(int code) {
    String path = OneLine.of("/" + uri.getPath());
    return switch (code) {
      case 404 -> "nothing at " + path;
      case 405 -> request.getMethod() + " is not possible at " + path;
      case 406 -> "only application/json is offered at " + path;
      default -> HttpErrors.words(code);
    };
  }

  private static Response unforeseen(Throwable failure) {
    String id = UUID.randomUUID().toString();
    LOG.error("request failed, id {}", id, failure);
    return response(new ApiError(500, "unexpected error, see the log for id " + id));
  }

  private static Response response(ApiError error) {
    Response.ResponseBuilder response =
        Response.status(error.code()).type(MediaType.APPLICATION_JSON_TYPE).entity(error);
    // The rest of the body is not read, so the connection ends; the client must not use it again.
    return error.code() == TOO_LARGE
        ? response.header("Connection", "close").build()
        : response.build();
  }
}
