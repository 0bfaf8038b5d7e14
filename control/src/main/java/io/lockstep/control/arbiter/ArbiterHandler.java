package io.lockstep.control.arbiter;

import io.lockstep.node.membership.ArbiterRecord;
import io.lockstep.node.membership.ArbiterStore;
import io.lockstep.node.membership.ArbiterStore.Creation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Translates between HTTP and the store; blocks while the store syncs. */
final class ArbiterHandler extends Handler.Abstract {

  private static final Logger LOG = LoggerFactory.getLogger(ArbiterHandler.class);
  private static final String BODY_EXPECTED =
      "body: expected an object with node and epochId, at most %d bytes"
          .formatted(ArbiterRecord.MAX_BYTES);

  private final ArbiterStore store;

  ArbiterHandler(ArbiterStore store) {
    this.store = store;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    ArbiterAnswer answer = answer(request);
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    String type = answer.body().startsWith("{") ? "application/json" : "text/plain; charset=utf-8";
    response.setStatus(answer.code());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    Content.Sink.write(response, true, answer.body(), callback);
    return true;
  }

  private ArbiterAnswer answer(Request request) {
    String path = Request.getPathInContext(request);
    boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    if (path.equals("/")) {
      return reads ? ArbiterAnswer.healthy() : ArbiterAnswer.error(405, "expected GET");
    }
    Optional<RecordPath> record = RecordPath.parse(path);
    if (record.isEmpty()) {
      return ArbiterAnswer.error(404, "expected /v1/CLUSTER/MODULE-ID/EPOCH");
    }
    try {
      return switch (request.getMethod()) {
        case "GET", "HEAD" -> read(record.get());
        case "PUT" -> create(record.get(), request);
        default -> ArbiterAnswer.error(405, "expected PUT or GET");
      };
    } catch (IOException e) {
      // The asker learns only that nothing is known: it must not take this for a grant.
      LOG.error("{} {} failed", request.getMethod(), path, e);
      return ArbiterAnswer.error(500, "the record cannot be read or written, see the log");
    }
  }

  private ArbiterAnswer read(RecordPath path) throws IOException {
    return store
        .read(path.cluster(), path.moduleId(), path.epoch())
        .map(ArbiterAnswer::found)
        .orElseGet(() -> ArbiterAnswer.error(404, "no such record"));
  }

  private ArbiterAnswer create(RecordPath path, Request request) throws IOException {
    if (!"*".equals(request.getHeaders().get(HttpHeader.IF_NONE_MATCH))) {
      return ArbiterAnswer.error(428, "expected the header If-None-Match: *");
    }
    Optional<ArbiterRecord> wanted = body(request);
    if (wanted.isEmpty()) {
      return ArbiterAnswer.error(400, BODY_EXPECTED);
    }
    Creation creation = store.create(path.cluster(), path.moduleId(), path.epoch(), wanted.get());
    return switch (creation) {
      case Creation.Created _ -> {
        LOG.info(
            "cluster {} module {} epoch {}: granted to {}",
            path.cluster(),
            path.moduleId(),
            path.epoch(),
            wanted.get().node());
        yield ArbiterAnswer.created(wanted.get());
      }
      case Creation.Exists exists -> ArbiterAnswer.exists(exists.holder());
    };
  }

  private static Optional<ArbiterRecord> body(Request request) throws IOException {
    try (InputStream in = Content.Source.asInputStream(request)) {
      return ArbiterRecord.parse(in.readNBytes(ArbiterRecord.MAX_BYTES + 1));
    }
  }
}
