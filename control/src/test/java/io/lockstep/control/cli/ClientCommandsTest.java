package io.lockstep.control.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.client.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientCommandsTest {
  private FakeNode node;

  @BeforeEach
  void startNode() throws IOException {
    node = new FakeNode();
  }

  @AfterEach
  void stopNode() {
    node.close();
  }

  @ParameterizedTest
  @CsvSource({"STOP, 0", "WAIT, 1", "ALONE, 2", "PRIM, 3", "SECOND, 4"})
  void statusExitsWithTheCodeOfTheRole(String role, int exitCode) {
    node.module("orders", role, "READY");

    CliRun run = CliRun.of("status", "orders", "--url", node.url());

    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.out()).contains("orders").contains(role + " READY").contains("because");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void statusOfAllModulesExitsWithTheCodeOfTheFirst() {
    node.answer("GET /api/v1/cluster", 200, cluster());

    CliRun run = CliRun.of("status", "--url", node.url());

    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.out())
        .contains("cluster shop, node alpha, peer beta alive")
        .containsSubsequence("MODULE", "orders", "SECOND", "stock", "PRIM");
  }

  @Test
  void statusPrintsTheAnswerAsItIsWithJson() {
    node.answer("GET /api/v1/cluster", 200, cluster());
    node.module("orders", "PRIM", "TRANSIENT");

    assertThat(CliRun.of("status", "--json", "--url", node.url()).out().strip())
        .isEqualTo(cluster());
    CliRun one = CliRun.of("status", "orders", "--json", "--url", node.url());
    assertThat(one.out().strip()).isEqualTo(FakeNode.status("orders", "PRIM", "TRANSIENT"));
    assertThat(one.exitCode()).isEqualTo(3);
  }

  private static String cluster() {
    return "{\"cluster\":\"shop\",\"node\":\"alpha\",\"version\":\"1\","
        + "\"peer\":{\"name\":\"beta\",\"host\":\"192.0.2.2\",\"alive\":true},\"modules\":["
        + FakeNode.status("orders", "SECOND", "READY")
        + ","
        + FakeNode.status("stock", "PRIM", "READY")
        + "]}";
  }

  @Test
  void tellsAnUnknownModuleInTheNodesWords() {
    node.answer(
        "GET /api/v1/modules/nope",
        404,
        "{\"code\":404,\"message\":\"no module 'nope'\\u001b[m\"}");

    CliRun run = CliRun.of("status", "nope", "--url", node.url());

    assertThat(run.exitCode()).isEqualTo(ExitCode.NO_MODULE);
    assertThat(run.err()).isEqualToNormalizingNewlines("lockstep: no module 'nope'\\x1b[m\n");
  }

  @Test
  void tellsThatNoNodeAnswers() throws IOException {
    String url;
    try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      url = "http://127.0.0.1:" + unused.getLocalPort();
    }

    CliRun run = CliRun.of("status", "--url", url);

    assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(run.err()).startsWith("lockstep: no node answers at " + url).hasLineCount(1);
  }

  @Test
  void tellsThatSomethingElseAnswers() {
    node.answer("GET /api/v1/cluster", 200, "<html>");

    CliRun run = CliRun.of("status", "--url", node.url());

    assertThat(run.exitCode()).isEqualTo(ExitCode.PROTOCOL);
    assertThat(run.err()).hasLineCount(1).contains("not understood");
  }

  @Test
  void tellsThatAPathOfSomethingElseIsNoUnknownModule() {
    node.answer("GET /api/v1/modules/orders", 404, "expected /probe/MODULE");

    CliRun run = CliRun.of("status", "orders", "--url", node.url());

    assertThat(run.exitCode()).isEqualTo(ExitCode.PROTOCOL);
    assertThat(run.err()).hasLineCount(1).contains("found HTTP status 404; is this a node's API?");
  }

  @ParameterizedTest
  @CsvSource({"start", "stop", "restart", "swap"})
  void givesCommands(String command) {
    node.answer("POST /api/v1/modules/orders/commands", 202, answer(true, "on its way"));

    CliRun run = CliRun.of(command, "orders", "--url", node.url());

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains(command + " orders: on its way");
    assertThat(node.requests().getFirst())
        .contains("\"command\":\"" + command + "\"")
        .contains("\"actor\":\"cli:");
  }

  @Test
  void tellsWhyACommandIsRefused() {
    node.answer("POST /api/v1/modules/orders/commands", 409, answer(false, "it is STOP"));

    CliRun run = CliRun.of("swap", "orders", "--url", node.url());

    assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.err()).isEqualToNormalizingNewlines("lockstep: swap orders: it is STOP\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"force-primary", "give-up"})
  void whatDecidesOverDataNeedsToBeConfirmed(String order) {
    node.answer("POST /api/v1/modules/orders/commands", 202, answer(true, "accepted"));
    String[] command = {order, "orders", "--url", node.url()};

    assertThat(CliRun.of(command).exitCode()).isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(CliRun.of(typing("no"), command).exitCode()).isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(node.requests()).isEmpty();
    assertThat(CliRun.of(typing("orders"), command).exitCode()).isZero();
    assertThat(CliRun.of(order, "orders", "--yes", "--url", node.url()).exitCode()).isZero();
    assertThat(node.requests()).hasSize(2).allMatch(r -> r.contains("\"" + order + "\""));
  }

  private static Terminal typing(String line) {
    return new Terminal() {
      @Override
      public boolean isInteractive() {
        return true;
      }

      @Override
      public String ask(String question) {
        return line;
      }
    };
  }

  private static String answer(boolean accepted, String message) {
    return "{\"accepted\":%s,\"commandId\":\"c1\",\"message\":\"%s\"}".formatted(accepted, message);
  }

  @Test
  void waitsUntilTheRoleIsReached() {
    node.module("orders", "WAIT", "TRANSIENT")
        .module("orders", "PRIM", "TRANSIENT")
        .module("orders", "PRIM", "READY");

    CliRun run =
        CliRun.of("wait", "orders", "--role", "alone,prim", "--ready", "--url", node.url());

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("PRIM READY, epoch 7 (because)");
    assertThat(node.requests()).hasSize(3);
  }

  @Test
  void tellsWhatItSawLastWhenTheWaitIsOver() {
    node.module("orders", "WAIT", "NOT_READY");

    CliRun run =
        CliRun.of("wait", "orders", "--role", "PRIM", "--timeout", "150ms", "--url", node.url());

    assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_REACHED);
    assertThat(run.err()).contains("expected PRIM within 150ms, found WAIT NOT_READY");
  }

  @Test
  void waitEndsUnreachableWhenNobodyAnsweredInTheEnd() {
    node.close();

    CliRun run =
        CliRun.of("wait", "orders", "--role", "PRIM", "--timeout", "150ms", "--url", node.url());

    assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(run.err()).hasLineCount(1);
  }

  @Test
  void waitDoesNotWaitForAModuleThatDoesNotExist() {
    CliRun run = CliRun.of("wait", "nope", "--role", "PRIM", "--url", node.url());

    assertThat(run.exitCode()).isEqualTo(ExitCode.NO_MODULE);
  }

  @Test
  void printsAllPagesOfTheHistory() {
    String query = "GET /api/v1/events?%slimit=500&module=orders&since=2026-01-02T03%%3A04%%3A05Z";
    node.answer(query.formatted(""), 200, page("role.changed", "5"))
        .answer(query.formatted("after=5&"), 200, "{\"events\":[],\"next\":\"5\"}");
    String[] command = {
      "events", "--module", "orders", "--since", "2026-01-02T03:04:05Z", "--url", node.url()
    };

    CliRun run = CliRun.of(command);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .hasLineCount(1)
        .contains("1970-01-01T00:00:01.500Z", "alpha", "orders", "role.changed", "role=PRIM");
  }

  @Test
  void printsEventsAsTheyAreWithJson() {
    node.answer("GET /api/v1/events?limit=500", 200, page("role.changed", null));

    CliRun run = CliRun.of("events", "--json", "--url", node.url());

    assertThat(run.out().strip()).isEqualTo(event("role.changed"));
  }

  private static String page(String type, String next) {
    String cursor = next == null ? "null" : "\"" + next + "\"";
    return "{\"events\":[" + event(type) + "],\"next\":" + cursor + "}";
  }

  private static String event(String type) {
    return "{\"position\":5,\"id\":\"e5\",\"time\":1500,\"node\":\"alpha\",\"module\":\"orders\","
        + "\"type\":\""
        + type
        + "\",\"actor\":\"node:alpha\",\"epoch\":7,\"facts\":{\"role\":\"PRIM\"},\"hash\":\"h\"}";
  }

  private static final String EVENTS = "GET /api/v1/events?";
  private static final String QUERY = "limit=500&module=orders&type=verify.*";

  private static String events(String... events) {
    return "{\"events\":[" + String.join(",", events) + "],\"next\":\"7\"}";
  }

  private static String event(String type, String facts) {
    return "{\"position\":7,\"type\":\"%s\",\"facts\":{\"id\":\"c1\"%s}}".formatted(type, facts);
  }

  /** Something happened before; then the command, and what follows it. */
  private CliRun verified(String... following) {
    node.answer(EVENTS + QUERY, 200, events(event("verify.ended", "")));
    node.answer(EVENTS + "after=7&" + QUERY, 200, events());
    node.answer("POST /api/v1/modules/orders/commands", 202, answer(true, "verifying"));
    node.answer(EVENTS + "after=7&" + QUERY, 200, events(following));
    node.module("orders", "PRIM", "READY");
    return CliRun.of("verify", "orders", "--wait", "--url", node.url());
  }

  @ParameterizedTest
  @CsvSource({"equal, 0", "healed, 0", "different, 12", "incomplete, 1"})
  void verifyExitsWithWhatWasFound(String outcome, int exitCode) {
    String where = ",\"directory\":\"/data\",\"path\":\"/f\",\"what\":\"content\"";
    String result = ",\"outcome\":\"%s\",\"reason\":\"a swap\",\"digest\":\"d1\"";

    CliRun run =
        verified(event("verify.mismatch", where), event("verify.ended", result.formatted(outcome)));

    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.out())
        .containsSubsequence(
            "verify orders: verifying", "differs: /data/f (content)", "verify orders: " + outcome);
    assertThat(run.err()).hasLineCount(outcome.equals("incomplete") ? 1 : 0);
  }

  @Test
  void verifyWithoutWaitOnlyBegins() {
    node.answer("POST /api/v1/modules/orders/commands", 202, answer(true, "verifying"));

    CliRun run = CliRun.of("verify", "orders", "--heal", "--url", node.url());

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEqualToNormalizingNewlines("verify orders: verifying\n");
    assertThat(node.requests())
        .as("the history is not read")
        .singleElement()
        .asString()
        .contains("\"verify-heal\"", "\"actor\":\"cli:");
  }

  @Test
  void namesThatWouldCommandTheTerminalAreToldInHexadecimal() {
    String where =
        ",\"directory\":\"/data\",\"path\":\"/a\\nb\\u001b[2J\\u009bc\",\"what\":\"content\"";
    CliRun run =
        verified(event("verify.mismatch", where), event("verify.ended", ",\"outcome\":\"equal\""));

    assertThat(run.out())
        .contains("differs: /data/a\\x0ab\\x1b[2J\\x9bc (content)")
        .doesNotContain("\u001b", "\u009b")
        .hasLineCount(3);
  }

  @Test
  void verifyTellsARefusal() {
    node.answer(EVENTS + QUERY, 200, events());
    node.answer("POST /api/v1/modules/orders/commands", 409, answer(false, "no mirror"));

    CliRun run = CliRun.of("verify", "orders", "--wait", "--url", node.url());

    assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(run.err()).isEqualToNormalizingNewlines("lockstep: verify orders: no mirror\n");
  }
}
