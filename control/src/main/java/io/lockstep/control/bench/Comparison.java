package io.lockstep.control.bench;

import io.lockstep.control.client.TextTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Figures of all bursts of one run, and their medians side by side. For one thread. */
final class Comparison {
  private final Map<Workload, Map<String, List<Figures>>> bursts = new LinkedHashMap<>();

  void add(Workload workload, Target target, Figures figures) {
    bursts
        .computeIfAbsent(workload, _ -> new LinkedHashMap<>())
        .computeIfAbsent(target.name(), _ -> new ArrayList<>())
        .add(figures);
  }

  /** One line a workload and target: medians of the bursts, and ratios of the rates. */
  List<String> lines() {
    TextTable table = new TextTable();
    table.row(
        "workload", "on", "rate", "spread", "median us", "p99 us", "x native", "x passthrough");
    bursts.forEach(
        (workload, targets) ->
            targets.forEach((name, figures) -> addRow(table, workload, name, targets)));
    return table.lines();
  }

  private static void addRow(
      TextTable table, Workload workload, String name, Map<String, List<Figures>> targets) {
    List<Figures> figures = targets.get(name);
    table.row(
        workload.title(),
        name,
        number(median(figures, Figures::perSecond)) + " " + workload.unit(),
        spread(figures),
        number(median(figures, Figures::medianMicros)),
        number(median(figures, Figures::p99Micros)),
        ratio(figures, targets.get(Target.NATIVE)),
        ratio(figures, targets.get(Target.PASSTHROUGH)));
  }

  private static String spread(List<Figures> figures) {
    double[] rates = figures.stream().mapToDouble(Figures::perSecond).sorted().toArray();
    return number(rates[0]) + " to " + number(rates[rates.length - 1]);
  }

  private static String ratio(List<Figures> figures, List<Figures> base) {
    return base == null
        ? "-"
        : String.format(
            Locale.ROOT,
            "%.2f",
            median(figures, Figures::perSecond) / median(base, Figures::perSecond));
  }

  private static double median(List<Figures> figures, ToDoubleFunction<Figures> of) {
    double[] values = figures.stream().mapToDouble(of).toArray();
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
  }

  /** Medians by workload and target, for programs. */
  Map<String, Map<String, Figures>> medians() {
    Map<String, Map<String, Figures>> medians = new LinkedHashMap<>();
    bursts.forEach(
        (workload, targets) -> {
          Map<String, Figures> row = new LinkedHashMap<>();
          targets.forEach((name, figures) -> row.put(name, medianOf(figures)));
          medians.put(workload.word(), row);
        });
    return medians;
  }

  private static Figures medianOf(List<Figures> figures) {
    return new Figures(
        median(figures, Figures::perSecond),
        median(figures, Figures::medianMicros),
        median(figures, Figures::p99Micros));
  }
}
