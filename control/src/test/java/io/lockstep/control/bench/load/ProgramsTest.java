package io.lockstep.control.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path scratch;

  @Test
  void takesWhatAProgramSays() throws Exception {
    try (Programs programs = new Programs(scratch)) {
      assertThat(programs.run(List.of("sh", "-c", "echo said; echo noise >&2")))
          .isEqualTo("said\n");
    }
    try (Stream<Path> left = Files.list(scratch)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void tellsTheEndOfWhatAFailedProgramSaid() {
    try (Programs programs = new Programs(scratch)) {
      assertThatThrownBy(() -> programs.run(List.of("sh", "-c", "echo no room >&2; exit 3")))
          .isInstanceOf(IOException.class)
          .hasMessage("sh ended with 3: no room");
    }
  }

  @Test
  void killsWhatRunsAndWhatThatStarted() throws Exception {
    Programs programs = new Programs(scratch);
    Process process = programs.start(new ProcessBuilder("sh", "-c", "sleep 1000 & wait"));
    Awaitility.await().atMost(LIMIT).until(() -> process.descendants().count() == 1);
    ProcessHandle child = process.descendants().findFirst().orElseThrow();

    programs.close();

    Awaitility.await().atMost(LIMIT).until(() -> !process.isAlive() && !child.isAlive());
    Process late = programs.start(new ProcessBuilder("sleep", "1000"));
    Awaitility.await().atMost(LIMIT).until(() -> !late.isAlive());
  }

  @Test
  void knowsWhatIsThere() {
    assertThat(Programs.has("sh")).isTrue();
    assertThat(Programs.has("no-such-program")).isFalse();
  }

  @Test
  void readsHowMuchMemoryThereIs() {
    assertThat(PageCache.availableMib("MemTotal:  9 kB\nMemAvailable:   20480 kB\n")).isEqualTo(20);
    assertThat(PageCache.availableMib("")).isZero();
  }

  @Test
  void readsTheRateOfPgbench() throws IOException {
    assertThat(Postgres.rate("latency average = 1.2 ms\ntps = 812.34 (without initial)\n"))
        .isEqualTo(812.34);
    assertThatThrownBy(() -> Postgres.rate("pgbench: no")).hasMessageContaining("pgbench: no");
  }
}
