package io.lockstep.control.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.control.bench.load.Figures;
import io.lockstep.control.bench.load.Workload;
import io.lockstep.control.bench.targets.Target;
import io.lockstep.control.bench.targets.Targets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  private final Comparison comparison = new Comparison(Targets.ALL);

  @Test
  void showsMediansRatiosAndBars() {
    add(Workload.WRITE_4K_FSYNC, Target.NATIVE, 900, 1000, 5000);
    add(Workload.WRITE_4K_FSYNC, Target.PASSTHROUGH, 400, 500, 600);
    add(Workload.WRITE_4K_FSYNC, Target.STRICT, 450, 420, 410);
    add(Workload.WRITE_4K_FSYNC, Target.GLUSTER, 100, 90, 110);

    List<String> lines = new FigureTable(comparison).lines();

    assertThat(row(lines, Target.STRICT))
        .containsExactly(
            "write-4k-fsync",
            "strict",
            "420 1/s",
            "410 to 450",
            "1.00",
            "2.00",
            "0.42",
            "0.84",
            "4.20",
            "2.5 xG, 0.40 xN",
            "met",
            "0.60 xN",
            "missed");
    assertThat(row(lines, Target.NATIVE))
        .containsExactly(
            "write-4k-fsync",
            "native",
            "1,000 1/s",
            "900 to 5,000",
            "1.00",
            "2.00",
            "1.00",
            "2.00",
            "10.00");
    assertThat(row(lines, Target.BARRIER))
        .containsExactly("write-4k-fsync", "barrier", "no figure");
    assertThat(lines)
        .contains("strict: 1 bars met, 0 missed, 0 cannot be told without native or gluster");
  }

  @Test
  void countsLessTimeAsFaster() {
    add(Workload.INITDB, Target.STRICT, 2, 4);
    add(Workload.INITDB, Target.GLUSTER, 12);

    assertThat(comparison.timesAsFast(Workload.INITDB, Target.STRICT, Target.GLUSTER)).hasValue(4);
    assertThat(comparison.timesAsFast(Workload.INITDB, Target.STRICT, Target.NATIVE)).isEmpty();
  }

  @Test
  void tellsWhatIsMissing() {
    add(Workload.WRITE_4K, Target.STRICT, 240);
    comparison.cannotRun(Workload.INITDB, "needs postgresql");
    comparison.note("gluster was not measured: needs glusterfs-server");

    List<String> lines = new FigureTable(comparison).lines();

    assertThat(lines).anySatisfy(line -> assertThat(line).matches("initdb +- +needs postgresql"));
    assertThat(lines.getLast()).isEqualTo("gluster was not measured: needs glusterfs-server");
    assertThat(row(lines, Target.STRICT)).endsWith("-", "-", "-");
  }

  @Test
  void keepsFiguresForPrograms(@TempDir Path directory) throws Exception {
    add(Workload.APPEND_4K, Target.NATIVE, 100);
    add(Workload.APPEND_4K, Target.BARRIER, 40, 70, 60);
    comparison.add(Workload.APPEND_4K, Target.STRICT, Figures.of(9));
    Path file = directory.resolve("figures.json");

    new FigureFile(file, Map.of("rounds", 3)).write(comparison);

    JsonNode kept = new ObjectMapper().readTree(file.toFile());
    assertThat(kept.at("/rounds").asInt()).isEqualTo(3);
    JsonNode targets = kept.at("/workloads/append-4k/targets");
    assertThat(targets.at("/barrier/median").asDouble()).isEqualTo(60);
    assertThat(targets.at("/barrier/values")).hasSize(3);
    assertThat(targets.at("/barrier/timesNative").asDouble()).isEqualTo(0.6);
    assertThat(targets.at("/barrier/barVerdict").asText()).isEqualTo("MET");
    assertThat(targets.at("/strict/barVerdict").asText()).isEqualTo("UNKNOWN");
    assertThat(targets.at("/strict").has("medianMicros")).isFalse();
  }

  private static String[] row(List<String> lines, String target) {
    return lines.stream()
        .map(line -> line.split("  +", -1))
        .filter(cells -> cells.length > 1 && cells[1].equals(target))
        .findFirst()
        .orElseThrow();
  }

  private void add(Workload workload, String target, double... values) {
    for (double value : values) {
      comparison.add(workload, target, new Figures(value, 1, 2));
    }
  }
}
