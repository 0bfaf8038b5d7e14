package io.lockstep.control.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.lockstep.control.bench.load.Figures;
import io.lockstep.control.bench.load.Workload;
import io.lockstep.control.bench.targets.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Keeps a comparison for programs.
 *
 * @param settings of the run, which stand before the figures
 */
record FigureFile(Path file, Map<String, Object> settings) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Replaces the file; whoever reads it finds all of one moment. */
  void write(Comparison comparison) throws IOException {
    Map<String, Object> content = new LinkedHashMap<>(settings);
    content.put("notes", comparison.notes());
    Map<String, Object> workloads = new LinkedHashMap<>();
    comparison
        .workloads()
        .forEach(workload -> workloads.put(workload.word(), describe(comparison, workload)));
    content.put("workloads", workloads);
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(unfinished, JSON.writeValueAsString(content) + "\n");
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Map<String, Object> describe(Comparison comparison, Workload workload) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("title", workload.title());
    row.put("unit", workload.unit().toString());
    comparison.whyMissing(workload).ifPresent(reason -> row.put("missing", reason));
    Map<String, Object> targets = new LinkedHashMap<>();
    for (String target : comparison.targets()) {
      comparison
          .median(workload, target)
          .ifPresent(median -> targets.put(target, describe(comparison, workload, target, median)));
    }
    row.put("targets", targets);
    return row;
  }

  private static Map<String, Object> describe(
      Comparison comparison, Workload workload, String target, Figures median) {
    Map<String, Object> cell = new LinkedHashMap<>();
    cell.put("median", median.value());
    cell.put("values", comparison.values(workload, target));
    put(cell, "medianMicros", OptionalDouble.of(median.medianMicros()));
    put(cell, "p99Micros", OptionalDouble.of(median.p99Micros()));
    put(cell, "timesNative", comparison.timesAsFast(workload, target, Target.NATIVE));
    put(cell, "timesPassthrough", comparison.timesAsFast(workload, target, Target.PASSTHROUGH));
    put(cell, "timesGluster", comparison.timesAsFast(workload, target, Target.GLUSTER));
    Bars.of(workload, target)
        .ifPresent(
            bar -> {
              cell.put("bar", bar.toString());
              cell.put("barVerdict", comparison.verdict(workload, target, bar).name());
            });
    Bars.aim(workload, target)
        .ifPresent(
            aim -> {
              cell.put("aim", aim.toString());
              cell.put("aimVerdict", comparison.verdict(workload, target, aim).name());
            });
    return cell;
  }

  /** JSON knows no NaN. */
  private static void put(Map<String, Object> cell, String name, OptionalDouble value) {
    if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
      cell.put(name, value.getAsDouble());
    }
  }
}
