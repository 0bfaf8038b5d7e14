package io.lockstep.control.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lockstep.node.module.CommandAnswer;
import io.lockstep.node.module.ModuleCommand;
import io.lockstep.node.module.ModuleStatus;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * A node's REST API, from outside. Safe for all threads; every call blocks for at most a few
 * seconds. Failures are {@link CliFailure} with the exit code that fits.
 */
public final class NodeClient implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final URI base;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  /**
   * @param base such as {@code http://127.0.0.1:9100}
   */
  public NodeClient(URI base) {
    this.base = base;
  }

  /** The other node, as this one sees it. */
  public record Peer(String name, String host, boolean alive) {}

  /** A node and its modules, in the order of its configuration. */
  public record Cluster(
      String cluster, String node, String version, Peer peer, List<ModuleStatus> modules) {}

  /** One entry of the history; {@code time} in milliseconds since 1970. */
  public record Event(
      long position,
      String id,
      long time,
      String node,
      String module,
      String type,
      String actor,
      long epoch,
      Map<String, Object> facts) {}

  /** A part of the history; {@code next} asks for what follows it. */
  public record EventPage(List<Event> events, String next) {}

  /** Address of the API. */
  public URI base() {
    return base;
  }

  public Cluster cluster() {
    return readCluster(clusterJson());
  }

  /** As the node sent it. */
  public String clusterJson() {
    return get("/api/v1/cluster");
  }

  public ModuleStatus module(String module) {
    return readModule(moduleJson(module));
  }

  /** As the node sent it. */
  public String moduleJson(String module) {
    return get("/api/v1/modules/" + encode(module));
  }

  public EventPage events(EventQuery query) {
    return readEvents(eventsJson(query));
  }

  /** As the node sent it. */
  public String eventsJson(EventQuery query) {
    return get("/api/v1/events" + query.queryString());
  }

  /** Gives a command; a refusal is an answer, not a failure. */
  public CommandAnswer command(String module, ModuleCommand command, String actor) {
    String body = write(Map.of("command", command.word(), "actor", actor));
    HttpRequest request =
        request("/api/v1/modules/" + encode(module) + "/commands")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = send(request);
    return switch (response.statusCode()) {
      case 202, 409 -> read(response.body(), CommandAnswer.class);
      default -> throw refusal(request, response);
    };
  }

  /** Reads what {@link #clusterJson} returned. */
  public static Cluster readCluster(String json) {
    return read(json, Cluster.class);
  }

  /** Reads what {@link #moduleJson} returned. */
  public static ModuleStatus readModule(String json) {
    return read(json, ModuleStatus.class);
  }

  /** Reads what {@link #eventsJson} returned. */
  public static EventPage readEvents(String json) {
    return read(json, EventPage.class);
  }

  /** The events of what {@link #eventsJson} returned, each as one line of JSON. */
  public static List<String> eventLines(String json) {
    return StreamSupport.stream(read(json, JsonNode.class).path("events").spliterator(), false)
        .map(JsonNode::toString)
        .toList();
  }

  private static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new CliFailure(ExitCode.INTERNAL, "cannot write JSON: " + e.getOriginalMessage(), e);
    }
  }

  private String get(String path) {
    HttpRequest request = request(path).GET().build();
    HttpResponse<String> response = send(request);
    if (response.statusCode() != 200) {
      throw refusal(request, response);
    }
    return response.body();
  }

  private HttpRequest.Builder request(String path) {
    String root = base.toString().replaceAll("/+$", "");
    return HttpRequest.newBuilder(URI.create(root + path))
        .timeout(REQUEST_TIMEOUT)
        .header("Accept", "application/json");
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new CliFailure(
          ExitCode.UNREACHABLE, "no node answers at " + base + ": " + reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliFailure(ExitCode.UNREACHABLE, "interrupted while asking " + base, e);
    }
  }

  private static String reason(IOException failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof UnresolvedAddressException) {
      return "unknown host name";
    }
    return failure.getMessage() == null ? "connection refused" : failure.getMessage();
  }

  private static CliFailure refusal(HttpRequest request, HttpResponse<String> response) {
    String told = told(response);
    if (told.isEmpty()) {
      return new CliFailure(
          ExitCode.PROTOCOL,
          "expected a node's answer from %s, found HTTP status %d; is this a node's API?"
              .formatted(request.uri(), response.statusCode()));
    }
    int exitCode =
        switch (response.statusCode()) {
          case 400 -> ExitCode.USAGE;
          case 404 -> ExitCode.NO_MODULE;
          // The daemon answers already, its modules do not run yet: as good as not reached.
          case 503 -> ExitCode.UNREACHABLE;
          default -> ExitCode.PROTOCOL;
        };
    return new CliFailure(exitCode, told);
  }

  /** What a node says of a failure; empty if the answer is not a node's. */
  private static String told(HttpResponse<String> response) {
    try {
      return JSON.readTree(response.body()).path("message").asText("");
    } catch (JsonProcessingException e) {
      return "";
    }
  }

  private static <T> T read(String body, Class<T> type) {
    try {
      T value = JSON.readValue(body, type);
      if (value != null) {
        return value;
      }
    } catch (JsonProcessingException e) {
      throw new CliFailure(
          ExitCode.PROTOCOL, "the node's answer is not understood: " + e.getOriginalMessage(), e);
    }
    throw new CliFailure(ExitCode.PROTOCOL, "the node's answer is empty");
  }

  private static String encode(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    http.close();
  }
}
