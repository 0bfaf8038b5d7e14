package io.lockstep.control.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.control.bench.load.Sizes;
import io.lockstep.control.bench.load.Workload;
import io.lockstep.control.bench.targets.Target;
import io.lockstep.control.client.CliFailure;
import io.lockstep.control.demo.Mounts;
import io.lockstep.control.demo.TemporaryDirectory;
import io.lockstep.control.testkit.SharedClasses;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * On the file system of the build and through a real mount; needs root, /dev/fuse, fio, sqlite3 and
 * postgresql.
 */
class BenchTest {
  /** Of the families that a mount could disturb, those that take little time. */
  private static final Set<Workload> QUICK =
      EnumSet.of(
          Workload.WRITE_4K,
          Workload.WRITE_4K_FSYNC,
          Workload.APPEND_4K,
          Workload.READ_4K,
          Workload.CREATE,
          Workload.UNTAR,
          Workload.SQLITE_WAL);

  @Test
  void measuresEveryFamilyOnTheOriginalFileSystem() throws Exception {
    JsonNode figures = measure(List.of(Target.NATIVE), EnumSet.allOf(Workload.class));

    for (Workload workload : Workload.values()) {
      assertThat(figures.at("/" + workload.word() + "/targets/native/median").asDouble())
          .as(workload.word())
          .isPositive();
    }
  }

  @Test
  void measuresThroughAMount() throws Exception {
    JsonNode figures = measure(List.of(Target.NATIVE, Target.PASSTHROUGH), QUICK);

    for (Workload workload : QUICK) {
      JsonNode passthrough = figures.at("/" + workload.word() + "/targets/passthrough");
      assertThat(passthrough.at("/median").asDouble()).as(workload.word()).isPositive();
      assertThat(passthrough.at("/timesNative").asDouble()).as(workload.word()).isPositive();
    }
  }

  /** Also looks that nothing is left. */
  private static JsonNode measure(List<String> targets, Set<Workload> workloads) throws Exception {
    // The server of the database works in it as a user of its own.
    try (TemporaryDirectory directory = TemporaryDirectory.create("lockstep-bench-test-")) {
      Files.setPosixFilePermissions(directory.path(), PosixFilePermissions.fromString("rwxr-xr-x"));
      Path parent = Files.createDirectory(directory.path().resolve("parent"));
      Path json = directory.path().resolve("figures.json");
      StringWriter said = new StringWriter();

      bench(parent, said)
          .compare(new Plan(targets, workloads, 1, Sizes.small(Duration.ofMillis(50))), json);

      assertThat(said.toString()).contains("xN").doesNotContain("failed");
      assertThat(Mounts.below(directory.path().toRealPath())).isEmpty();
      try (Stream<Path> left = Files.list(parent)) {
        assertThat(left).isEmpty();
      }
      return new ObjectMapper().readTree(json.toFile()).at("/workloads");
    }
  }

  @Test
  void refusesAnUnknownWorkload() {
    assertThatThrownBy(() -> Plan.workloads(List.of("write-4k", "write-5k")))
        .isInstanceOf(CliFailure.class)
        .hasMessageContaining("write-4k-fsync")
        .hasMessageContaining("found write-4k, write-5k");
    assertThat(Plan.workloads(List.of("cp"))).containsExactly(Workload.COPY);
    assertThat(Plan.workloads(List.of())).hasSize(Workload.values().length);
  }

  private static Bench bench(Path parent, StringWriter said) throws Exception {
    return new Bench(SharedClasses.command(), parent, new PrintWriter(said));
  }
}
