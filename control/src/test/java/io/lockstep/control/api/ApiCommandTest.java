package io.lockstep.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.events.EventStore;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders over REST: what is one, and what becomes of it. */
class ApiCommandTest {

  @TempDir private static Path folder;
  private static RunningApi api;

  @BeforeAll
  static void start() throws IOException {
    api = new RunningApi(EventStore.at(folder.resolve("events"), "alpha"));
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void reset() {
    api.reset();
  }

  @Test
  void anAcceptedCommandIsOnItsWay() throws Exception {
    HttpResponse<String> response =
        api.command("demo", "{\"command\":\"force-primary\",\"actor\":\"cli:root\"}");

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.body())
        .isEqualTo("{\"accepted\":true,\"commandId\":\"c-1\",\"message\":\"on its way\"}");
    assertThat(api.node.commands).containsExactly("force-primary by cli:root");
  }

  @Test
  void aRefusedCommandSaysWhy() throws Exception {
    HttpResponse<String> response = api.command("demo", "{\"command\":\"swap\"}");

    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(response.body())
        .isEqualTo("{\"accepted\":false,\"commandId\":\"c-1\",\"message\":\"the peer is away\"}");
    assertThat(api.node.commands).containsExactly("swap by api");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"command\":\"dance\"}|command: expected start, stop, restart, swap, force-primary, give-up, verify, verify-heal, found \"dance\"",
        "{\"command\":5}|command: expected start, stop, restart, swap, force-primary, give-up, verify, verify-heal, found a number",
        "{\"command\":{\"a\":1}}|command: expected start, stop, restart, swap, force-primary, give-up, verify, verify-heal, found an object",
        "{\"comand\":\"start\"}|comand: unknown field, did you mean \"command\"?",
        "{\"command\":\"start\",\"force\":true}|force: unknown field, expected one of command, actor",
        "{\"command\":\"start\",\"actor\":7}|actor: expected a text of at most 128 characters on one line, found a number",
        "{\"command\":\"start\",\"actor\":\"a\\nb\"}|actor: expected a text of at most 128 characters on one line, found \"a?b\"",
        "[]|body: expected an object such as {\"command\":\"start\"}, found a list",
        "\"start\"|body: expected an object such as {\"command\":\"start\"}, found \"start\"",
        "{|body: expected JSON such as {\"command\":\"start\"}, found an error at line 1, column 2",
        "{\"command\":\"start\"} x|body: expected JSON such as {\"command\":\"start\"}, found an error at line 1, column 21",
        "{\"command\":\"start\",\"command\":\"stop\"}|body: expected JSON such as {\"command\":\"start\"}, found an error at line 1, column 29",
        "null|expected a body such as {\"command\":\"start\"}, found none",
        "{}|command: expected start, stop, restart, swap, force-primary, give-up, verify, verify-heal, found nothing",
        "''|expected a body such as {\"command\":\"start\"}, found none"
      })
  void aWrongCommandIsRefused(String body, String message) throws Exception {
    RunningApi.assertError(api.command("demo", body), 400, message);
    assertThat(api.node.commands).isEmpty();
  }

  @Test
  void aBodyThatIsTooLongIsRefused() throws Exception {
    String body = "{\"command\":\"start\",\"actor\":\"" + "x".repeat(1_000_000) + "\"}";

    HttpResponse<String> response = api.command("demo", body);

    RunningApi.assertError(response, 413, "body: expected at most 4096 bytes, found more");
    // The connection ends, and a client that kept it would lose its next request.
    assertThat(response.headers().firstValue("Connection")).hasValue("close");
    assertThat(api.node.commands).isEmpty();
  }

  /** A form of a foreign page can be sent without asking; nothing else of it may be taken. */
  @ParameterizedTest
  @ValueSource(strings = {"rubbish", "text/plain"})
  void anotherContentTypeIsRefused(String type) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(api.uri("/api/v1/modules/demo/commands"))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString("{\"command\":\"start\"}"))
            .build();

    RunningApi.assertError(api.send(request), 415, "Content-Type: expected application/json");
    assertThat(api.node.commands).isEmpty();
  }
}
