package io.lockstep.node.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What happened, in words that are only made when somebody asks for them. */
final class Trace {

  private record Line(long atMillis, String who, Supplier<String> words) {
    @Override
    public String toString() {
      return "%8.2f s  %-7s %s".formatted(atMillis / 1000.0, who, words.get());
    }
  }

  private final List<Line> lines = new ArrayList<>();
  private long nowMillis;

  void at(long millis) {
    nowMillis = millis;
  }

  /** The supplier must not look at anything that changes. */
  void add(String who, Supplier<String> words) {
    lines.add(new Line(nowMillis, who, words));
  }

  /** The last lines, oldest first. */
  String last(int count) {
    int from = Math.max(0, lines.size() - count);
    StringBuilder text = new StringBuilder();
    lines.subList(from, lines.size()).forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }
}
