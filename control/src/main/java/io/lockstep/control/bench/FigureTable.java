package io.lockstep.control.bench;

import io.lockstep.control.bench.load.Figures;
import io.lockstep.control.bench.load.Workload;
import io.lockstep.control.bench.targets.Target;
import io.lockstep.control.client.TextTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Shows a comparison to people. */
record FigureTable(Comparison comparison) {
  private static final String NOTHING = "-";

  /** The table, what its heads mean, how many bars are met, and notes. */
  List<String> lines() {
    List<String> lines = new ArrayList<>(table());
    lines.add("");
    lines.add(
        "Medians of all rounds. x: times as fast as native (N), passthrough (P), gluster (G).");
    Stream.of(Target.STRICT, Target.BARRIER)
        .filter(comparison.targets()::contains)
        .forEach(target -> lines.add(summary(target)));
    lines.addAll(comparison.notes());
    return lines;
  }

  private List<String> table() {
    TextTable table =
        new TextTable(
            "workload",
            "on",
            "median",
            "spread",
            "op us",
            "p99 us",
            "xN",
            "xP",
            "xG",
            "bar",
            "",
            "aim",
            "");
    for (Workload workload : comparison.workloads()) {
      Optional<String> reason = comparison.whyMissing(workload);
      if (reason.isPresent()) {
        table.row(workload.word(), NOTHING, reason.get());
      } else {
        comparison.targets().forEach(target -> addRow(table, workload, target));
      }
    }
    return table.lines();
  }

  private void addRow(TextTable table, Workload workload, String target) {
    Optional<Figures> median = comparison.median(workload, target);
    if (median.isEmpty()) {
      table.row(workload.word(), target, "no figure");
      return;
    }
    Optional<Bar> bar = Bars.of(workload, target);
    Optional<Bar> aim = Bars.aim(workload, target);
    table.row(
        workload.word(),
        target,
        number(median.get().value()) + " " + workload.unit(),
        spread(comparison.values(workload, target)),
        number(median.get().medianMicros()),
        number(median.get().p99Micros()),
        ratio(comparison.timesAsFast(workload, target, Target.NATIVE)),
        ratio(comparison.timesAsFast(workload, target, Target.PASSTHROUGH)),
        ratio(comparison.timesAsFast(workload, target, Target.GLUSTER)),
        bar.orElse(null),
        bar.map(one -> comparison.verdict(workload, target, one)).orElse(null),
        aim.orElse(null),
        aim.map(one -> comparison.verdict(workload, target, one)).orElse(null));
  }

  private String summary(String target) {
    Map<Verdict, Integer> count = new EnumMap<>(Verdict.class);
    for (Workload workload : comparison.workloads()) {
      if (comparison.median(workload, target).isPresent()) {
        Bars.of(workload, target)
            .map(bar -> comparison.verdict(workload, target, bar))
            .ifPresent(verdict -> count.merge(verdict, 1, Integer::sum));
      }
    }
    return "%s: %d bars met, %d missed, %d cannot be told without native or gluster"
        .formatted(
            target,
            count.getOrDefault(Verdict.MET, 0),
            count.getOrDefault(Verdict.MISSED, 0),
            count.getOrDefault(Verdict.UNKNOWN, 0));
  }

  private static String spread(List<Double> values) {
    return number(Collections.min(values)) + " to " + number(Collections.max(values));
  }

  private static String ratio(OptionalDouble ratio) {
    return ratio.isEmpty() ? NOTHING : String.format(Locale.ROOT, "%.2f", ratio.getAsDouble());
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return NOTHING;
    }
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
  }
}
