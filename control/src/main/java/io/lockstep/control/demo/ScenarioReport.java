package io.lockstep.control.demo;

import io.lockstep.control.client.TextTable;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a failover scenario measured and found. Pure.
 *
 * @param firstOrderMillis from the failure to the first order that the survivor acknowledged
 * @param differences between the two nodes' trees
 */
record ScenarioReport(
    FailoverTimes times,
    long firstOrderMillis,
    long acknowledged,
    long lost,
    long repeated,
    OptionalLong bytesReintegrated,
    long longestPauseMillis,
    List<String> differences) {
  private static final int SHOWN_DIFFERENCES = 20;

  /** Whether everything that is promised was held. */
  boolean isClean() {
    return lost == 0 && repeated == 0 && differences.isEmpty() && acknowledged > 0;
  }

  List<String> lines() {
    TextTable table = new TextTable();
    table.row("detection", millis(times.detection()));
    table.row("takeover", millis(times.takeover()));
    table.row("application ready", millis(times.application()));
    table.row("first acknowledged order", firstOrderMillis + " ms");
    table.row("longest pause", longestPauseMillis + " ms");
    table.row("orders acknowledged", acknowledged);
    table.row("orders lost", lost);
    table.row("orders repeated", repeated);
    table.row("bytes reintegrated", text(bytesReintegrated));
    table.row("trees", differences.isEmpty() ? "equal" : differences.size() + " differences");
    differences.stream().limit(SHOWN_DIFFERENCES).forEach(difference -> table.row("", difference));
    table.row("verdict", isClean() ? "nothing lost" : "FAILED");
    return table.lines();
  }

  private static String millis(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() + " ms" : "not told";
  }

  private static String text(OptionalLong value) {
    return value.isPresent() ? Long.toString(value.getAsLong()) : "not told";
  }
}
