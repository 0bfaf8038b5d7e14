package io.lockstep.control.api;

import jakarta.ws.rs.core.MediaType;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Refuses a media type that is none, in the shape of all errors: Jersey's servlet would answer with
 * nothing but a status, and ask no {@link ErrorMapper}.
 */
final class ReadableHeaders extends Handler.Wrapper {

  ReadableHeaders(Handler handler) {
    super(handler);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (isMediaType(request.getHeaders().get(HttpHeader.CONTENT_TYPE))) {
      return super.handle(request, response, callback);
    }
    Response.writeError(request, response, callback, HttpStatus.UNSUPPORTED_MEDIA_TYPE_415);
    return true;
  }

  private static boolean isMediaType(String text) {
    try {
      return text == null || MediaType.valueOf(text) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
