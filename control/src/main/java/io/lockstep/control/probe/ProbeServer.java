package io.lockstep.control.probe;

import io.lockstep.control.api.NodeView;
import io.lockstep.control.http.HttpErrors;
import io.lockstep.control.http.SmallServer;
import io.lockstep.node.config.NodeConfig.Endpoint;
import io.lockstep.node.module.ModuleHandle;
import io.lockstep.node.module.ModuleStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers {@code GET|HEAD /probe/MODULE} on a port of its own and nothing else. Reads published
 * snapshots only, so neither the API's requests nor the database can delay it.
 */
public final class ProbeServer implements AutoCloseable {

  private static final String PREFIX = "/probe/";

  private final SmallServer server;

  private ProbeServer(SmallServer server) {
    this.server = server;
  }

  /**
   * Listens and answers.
   *
   * @throws IOException with one line when the address cannot be listened on
   */
  public static ProbeServer start(Endpoint endpoint, NodeView view) throws IOException {
    return new ProbeServer(
        SmallServer.start(
            "probe", endpoint, new ProbeHandler(view), status -> HttpErrors.words(status) + "\n"));
  }

  /** The port it listens on; chosen by the system when the endpoint's was 0. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }

  /** Never blocks, so it runs where the request was parsed, without another thread. */
  private static final class ProbeHandler extends Handler.Abstract.NonBlocking {
    private final NodeView view;

    ProbeHandler(NodeView view) {
      this.view = view;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      ProbeAnswer answer = answer(request.getMethod(), Request.getPathInContext(request));
      response.setStatus(answer.code());
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      long bytes = answer.body().getBytes(StandardCharsets.UTF_8).length;
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes);
      Content.Sink.write(response, true, answer.body(), callback);
      return true;
    }

    private ProbeAnswer answer(String method, String path) {
      if (!path.startsWith(PREFIX)
          || !view.moduleNames().contains(path.substring(PREFIX.length()))) {
        return ProbeAnswer.notFound(view.moduleNames());
      }
      if (!HttpMethod.GET.is(method) && !HttpMethod.HEAD.is(method)) {
        return ProbeAnswer.NOT_ALLOWED;
      }
      String module = path.substring(PREFIX.length());
      return ProbeAnswer.of(module, status(module));
    }

    private Optional<ModuleStatus> status(String module) {
      return view.modules().stream()
          .filter(handle -> handle.name().equals(module))
          .findFirst()
          .map(ModuleHandle::status);
    }
  }
}
