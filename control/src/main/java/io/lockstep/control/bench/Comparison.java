package io.lockstep.control.bench;

import io.lockstep.control.bench.load.Figures;
import io.lockstep.control.bench.load.Workload;
import io.lockstep.control.bench.targets.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Figures of all rounds of one run, and what they say of each other. For one thread. */
final class Comparison {
  private final List<String> targets;
  private final Map<Workload, Map<String, List<Figures>>> rounds = new EnumMap<>(Workload.class);
  private final Map<Workload, String> missing = new EnumMap<>(Workload.class);
  private final List<String> notes = new ArrayList<>();

  /** Of targets in the order of the table. */
  Comparison(List<String> targets) {
    this.targets = List.copyOf(targets);
  }

  /** A workload that gets its row, whatever comes of it. */
  void expect(Workload workload) {
    rounds.computeIfAbsent(workload, _ -> new LinkedHashMap<>());
  }

  void add(Workload workload, String target, Figures figures) {
    rounds
        .computeIfAbsent(workload, _ -> new LinkedHashMap<>())
        .computeIfAbsent(target, _ -> new ArrayList<>())
        .add(figures);
  }

  /** A workload that cannot be run here, and why. */
  void cannotRun(Workload workload, String reason) {
    expect(workload);
    missing.put(workload, reason);
  }

  /** Something that a reader of the figures must know. */
  void note(String note) {
    notes.add(note);
  }

  List<String> notes() {
    return Collections.unmodifiableList(notes);
  }

  List<String> targets() {
    return targets;
  }

  Set<Workload> workloads() {
    return rounds.keySet();
  }

  Optional<String> whyMissing(Workload workload) {
    return Optional.ofNullable(missing.get(workload));
  }

  /** Of each round, in their order. */
  List<Double> values(Workload workload, String target) {
    return figures(workload, target).stream().map(Figures::value).toList();
  }

  /** Medians of all rounds; nothing of what was not measured. */
  Optional<Figures> median(Workload workload, String target) {
    List<Figures> figures = figures(workload, target);
    return figures.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Figures(
                median(figures, Figures::value),
                median(figures, Figures::medianMicros),
                median(figures, Figures::p99Micros)));
  }

  private List<Figures> figures(Workload workload, String target) {
    return rounds.getOrDefault(workload, Map.of()).getOrDefault(target, List.of());
  }

  private static double median(List<Figures> figures, ToDoubleFunction<Figures> of) {
    double[] values = figures.stream().mapToDouble(of).sorted().toArray();
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }

  /** How many times as fast a target is as another one, by their medians. */
  OptionalDouble timesAsFast(Workload workload, String target, String base) {
    Optional<Figures> own = median(workload, target);
    Optional<Figures> other = median(workload, base);
    return own.isEmpty() || other.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(workload.unit().timesAsFast(own.get().value(), other.get().value()));
  }

  /** Whether a target that was measured reaches a bar. */
  Verdict verdict(Workload workload, String target, Bar bar) {
    return bar.verdict(
        timesAsFast(workload, target, Target.GLUSTER),
        timesAsFast(workload, target, Target.NATIVE));
  }
}
