package io.lockstep.control.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lockstep.control.cli.Main;
import io.lockstep.control.client.CliFailure;
import io.lockstep.control.demo.JavaCommand;
import io.lockstep.control.demo.Mounts;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the file system of the build and through a real mount; needs root and /dev/fuse. */
class BenchTest {
  @TempDir Path directory;

  @Test
  void measuresEveryWorkloadAndLeavesNothing() throws Exception {
    StringWriter said = new StringWriter();
    Path parent = Files.createDirectory(directory.resolve("parent"));
    Path json = directory.resolve("figures.json");

    bench(parent, said)
        .compare(
            List.of(Target.NATIVE, Target.PASSTHROUGH), List.of(), 1, Duration.ofMillis(50), json);

    JsonNode figures = new ObjectMapper().readTree(json.toFile());
    for (Workload workload : Workload.values()) {
      assertThat(figures.at("/" + workload.word() + "/native/perSecond").asDouble()).isPositive();
      assertThat(figures.at("/" + workload.word() + "/passthrough/perSecond").asDouble())
          .isPositive();
    }
    assertThat(said.toString()).contains("x passthrough");
    assertThat(Mounts.below(directory.toRealPath())).isEmpty();
    try (Stream<Path> left = Files.list(parent)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void refusesAnUnknownWorkloadBeforeAnythingIsStarted() throws Exception {
    assertThatThrownBy(
            () ->
                bench(directory, new StringWriter())
                    .compare(
                        List.of(Target.NATIVE),
                        List.of("write-5k"),
                        1,
                        Duration.ofMillis(50),
                        null))
        .isInstanceOf(CliFailure.class)
        .hasMessageContaining("write-4k")
        .hasMessageContaining("found write-5k");
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  private static Bench bench(Path parent, StringWriter said) {
    return new Bench(JavaCommand.ofThisProcess(Main.class), parent, new PrintWriter(said));
  }
}
