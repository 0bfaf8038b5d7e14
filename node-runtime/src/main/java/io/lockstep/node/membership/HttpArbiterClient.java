package io.lockstep.node.membership;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An arbiter that is asked by {@code PUT} with {@code If-None-Match: *} (RFC 9110, 13.1.2): create,
 * never replace. Only 201, or 412 together with this node's own record, is a grant.
 */
public final class HttpArbiterClient implements ArbiterClient {

  private static final int CREATED = 201;
  private static final int PRECONDITION_FAILED = 412;
  private static final int SERVER_ERROR = 500;
  private static final int THREADS = 2;
  private static final UUID NOBODYS_MODULE = new UUID(0, 0);

  private final URI base;
  private final long timeoutMillis;
  private final ExecutorService executor;
  private final HttpClient client;

  /**
   * A client of one arbiter; connects at the first claim.
   *
   * @param timeoutMillis of a whole claim, retry included
   */
  public HttpArbiterClient(URI base, long timeoutMillis) {
    this.base = URI.create(base.toString().replaceAll("/+$", ""));
    this.timeoutMillis = timeoutMillis;
    this.executor =
        Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().daemon().name("arbiter-http-", 0).factory());
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofMillis(timeoutMillis))
            .executor(executor)
            .build();
  }

  @Override
  public Claim claim(String cluster, UUID moduleId, long epoch, String node, UUID epochId) {
    ArbiterRecord mine = new ArbiterRecord(node, epochId);
    HttpRequest request =
        HttpRequest.newBuilder(address(cluster, moduleId, epoch))
            .header("If-None-Match", "*")
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(mine.toJson()))
            .build();
    return switch (exchange(request)) {
      case Exchanged.Answered answered -> judge(answered.response(), mine);
      case Exchanged.Failed failed -> new Claim.Unknown(failed.why());
    };
  }

  /** Reads a record that nobody ever creates, the way a claim would go. */
  @Override
  public Optional<String> look(String cluster) {
    HttpRequest request = HttpRequest.newBuilder(address(cluster, NOBODYS_MODULE, 1)).GET().build();
    return switch (exchange(request)) {
      case Exchanged.Answered answered when answered.response().statusCode() < SERVER_ERROR ->
          Optional.empty();
      case Exchanged.Answered answered ->
          Optional.of(told("status " + answered.response().statusCode()));
      case Exchanged.Failed failed -> Optional.of(failed.why());
    };
  }

  /** What became of a request. */
  private sealed interface Exchanged {
    record Answered(HttpResponse<byte[]> response) implements Exchanged {}

    record Failed(String why) implements Exchanged {}
  }

  private Exchanged exchange(HttpRequest request) {
    try {
      return new Exchanged.Answered(attempts(request));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Exchanged.Failed(told("interrupted while waiting for it"));
    } catch (TimeoutException e) {
      return new Exchanged.Failed(told("no answer within " + timeoutMillis + " ms"));
    } catch (IOException e) {
      return new Exchanged.Failed(told(e.getClass().getSimpleName() + ": " + e.getMessage()));
    }
  }

  private URI address(String cluster, UUID moduleId, long epoch) {
    return URI.create(
        base + "/v1/" + ArbiterRecord.checkName(cluster) + "/" + moduleId + "/" + epoch);
  }

  /** A second attempt is harmless: a record this claim has created grants it again. */
  private HttpResponse<byte[]> attempts(HttpRequest request)
      throws IOException, InterruptedException, TimeoutException {
    long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    try {
      return attempt(request, endNanos);
    } catch (IOException _) {
      return attempt(request, endNanos);
    }
  }

  private HttpResponse<byte[]> attempt(HttpRequest request, long endNanos)
      throws IOException, InterruptedException, TimeoutException {
    // The limit holds for the body, too, which HttpRequest's own timeout does not cover.
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ArbiterRecord.MAX_BYTES));
    try {
      return answer.get(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  private Claim judge(HttpResponse<byte[]> response, ArbiterRecord mine) {
    if (response.statusCode() == CREATED) {
      return new Claim.Granted();
    }
    if (response.statusCode() != PRECONDITION_FAILED) {
      return unknown("expected 201 or 412, found status " + response.statusCode());
    }
    Optional<ArbiterRecord> holder = ArbiterRecord.parse(response.body());
    if (holder.isEmpty()) {
      return unknown("a record exists, but what it says cannot be read");
    }
    return holder.get().equals(mine)
        ? new Claim.Granted()
        : new Claim.Denied(holder.get().node(), holder.get().epochId().toString());
  }

  private Claim unknown(String why) {
    return new Claim.Unknown(told(why));
  }

  private String told(String why) {
    return "arbiter " + base + ": " + why;
  }

  @Override
  public void close() {
    client.shutdownNow();
    executor.shutdownNow();
  }
}
