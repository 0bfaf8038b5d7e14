package io.lockstep.control.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.client.NodeClient.Event;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FailoverTimesTest {

  @Test
  void readsTheSurvivorsEventsAfterTheFailure() {
    List<Event> events =
        List.of(
            event(900, "beta", "peer.lost", Map.of()),
            event(1010, "alpha", "peer.lost", Map.of()),
            event(1050, "beta", "peer.lost", Map.of()),
            event(1060, "beta", "role.changed", Map.of("role", "WAIT")),
            event(1200, "beta", "role.changed", Map.of("role", "ALONE")),
            event(1900, "beta", "application.ready", Map.of()));

    assertThat(FailoverTimes.of(events, "beta", 1000))
        .isEqualTo(
            new FailoverTimes(OptionalLong.of(50), OptionalLong.of(200), OptionalLong.of(900)));
  }

  @Test
  void saysNothingAboutWhatWasNotTold() {
    assertThat(FailoverTimes.of(List.of(), "beta", 0))
        .isEqualTo(
            new FailoverTimes(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty()));
  }

  @Test
  void aReportFailsWhenAnythingIsLostRepeatedOrDifferent() {
    assertThat(report(100, 0, 0, List.of()).isClean()).isTrue();
    assertThat(report(100, 1, 0, List.of()).isClean()).isFalse();
    assertThat(report(100, 0, 1, List.of()).isClean()).isFalse();
    assertThat(report(100, 0, 0, List.of("orders.log: size")).isClean()).isFalse();
    assertThat(report(0, 0, 0, List.of()).isClean()).isFalse();
    assertThat(report(100, 1, 0, List.of("orders.log: size")).lines())
        .anyMatch(line -> line.matches("orders lost +1"))
        .anyMatch(line -> line.contains("orders.log: size"))
        .anyMatch(line -> line.matches("verdict +FAILED"));
  }

  private static ScenarioReport report(
      long acknowledged, long lost, long repeated, List<String> differences) {
    return new ScenarioReport(
        FailoverTimes.of(List.of(), "beta", 0),
        700,
        acknowledged,
        lost,
        repeated,
        OptionalLong.of(4096),
        800,
        differences);
  }

  private static Event event(long time, String node, String type, Map<String, Object> facts) {
    return new Event(1, "id-" + time, time, node, "demo", type, "node:" + node, 1, facts);
  }
}
