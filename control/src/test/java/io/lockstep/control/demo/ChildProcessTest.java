package io.lockstep.control.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  @TempDir private Path directory;

  @Test
  void runsInASessionOfItsOwnWithASmallEnvironmentAndItsOutputInAFile() throws Exception {
    Path log = directory.resolve("log");
    String script = "echo session $(ps -o sid= -p $$) pid $$; env; exec sleep 60";
    try (ChildProcess child =
        ChildProcess.start("child", List.of("bash", "-c", script), directory, log)) {
      Awaitility.await().until(() -> Files.readString(log).contains("PATH="));

      assertThat(Files.readString(log))
          .containsPattern("session +" + child.pid() + " pid " + child.pid())
          .doesNotContain("JAVA_HOME");
      assertThat(child.isAlive()).isTrue();
    }
  }

  @Test
  void killsAProcessAndWhatItStarted() throws Exception {
    Path log = directory.resolve("log");
    try (ChildProcess child =
        ChildProcess.start(
            "child", List.of("bash", "-c", "sleep 60 & echo $!; wait"), directory, log)) {
      Awaitility.await().until(() -> !Files.readString(log).isEmpty());
      long grandchild = Long.parseLong(Files.readString(log).strip());

      child.killFamily();

      assertThat(child.isAlive()).isFalse();
      Awaitility.await().until(() -> ProcessHandle.of(grandchild).isEmpty());
    }
  }

  @Test
  void killsAProcessThatDoesNotEndInTime() throws Exception {
    Path log = directory.resolve("log");
    ChildProcess child =
        ChildProcess.start(
            "child",
            List.of("bash", "-c", "trap '' TERM; echo up; while :; do sleep 60; done"),
            directory,
            log);
    Awaitility.await().until(() -> !Files.readString(log).isEmpty());

    child.stop(Duration.ofMillis(100));

    assertThat(child.isAlive()).isFalse();
  }
}
