package io.lockstep.control.http;

import java.util.function.IntFunction;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The body of errors that arise before any handler is asked (a malformed request, a path that
 * cannot be decoded): the server's usual shape instead of a page for browsers.
 */
public final class PlainErrors implements Request.Handler {

  private static final HttpField NO_CACHE = new HttpField(HttpHeader.CACHE_CONTROL, "no-store");

  private final IntFunction<String> body;

  public PlainErrors(IntFunction<String> body) {
    this.body = body;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String text = body.apply(response.getStatus());
    String type = text.startsWith("{") ? "application/json" : "text/plain; charset=utf-8";
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(NO_CACHE);
    Content.Sink.write(response, true, text, callback);
    return true;
  }
}
