package io.lockstep.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.scope.Exclusion;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** More files than the heap should hold: the kernel is asked to forget them, and nobody notices. */
@Timeout(120)
class PruningTest {

  private static final int LIMIT = 2048;
  private static final int FILES = 12_000;

  private Path base;
  private Path directory;
  private CapturedDirectories captured;

  private void mount(Mode mode) throws IOException {
    base = Files.createTempDirectory("lockstep-capture");
    directory = Files.createDirectory(base.resolve("data"));
    for (int i = 0; i < FILES; i++) {
      Files.writeString(directory.resolve("file-" + i), "content " + i + "\n");
    }
    CaptureConfig config =
        new CaptureConfig(
            "many",
            List.of(directory),
            base.resolve("private"),
            Exclusion.NONE,
            mode,
            3,
            LIMIT,
            Afterlife.NONE);
    captured = CapturedDirectories.mount(config, (_, _, localStep) -> localStep.run());
    captured.access(Access.WRITE);
  }

  @AfterEach
  void unmount() throws Exception {
    captured.close();
    Mounted.delete(base);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void whatNobodyUsesIsForgotten(Mode mode) throws Exception {
    mount(mode);
    int used = open("file-7");
    Process inside =
        new ProcessBuilder("cat")
            .directory(Files.createDirectory(directory.resolve("d")).toFile())
            .start();
    try {
      for (int round = 0; round < 2; round++) {
        assertThat(run("ls -l | grep -c file-").strip()).isEqualTo("" + FILES);
        await("the kernel forgets").until(() -> captured.knownFiles() <= 2 * LIMIT);
      }
      assertThat(run("cat file-* | grep -c content").strip()).isEqualTo("" + FILES);
      await("the kernel forgets").until(() -> captured.knownFiles() <= 2 * LIMIT);
      assertIsUsable(used);
      assertThat(Path.of("/proc/" + inside.pid() + "/cwd").toRealPath().toString())
          .isEqualTo(directory.resolve("d").toString());
    } finally {
      Descriptors.close(used);
      inside.destroyForcibly().waitFor();
    }
  }

  /** What is open keeps its name and its content. */
  private void assertIsUsable(int used) throws Exception {
    assertThat(Files.readSymbolicLink(Path.of("/proc/self/fd/" + used)))
        .isEqualTo(directory.resolve("file-7"));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom("changed");
      assertThat(Descriptors.pwrite(used, text, 7, 0)).isEqualTo(7);
    }
    assertThat(run("cat file-7")).isEqualToIgnoringNewLines("changed 7");
  }

  private int open(String name) {
    int fd = Descriptors.open(PathBytes.of(directory.resolve(name)), OpenFlags.O_RDWR, 0);
    assertThat(fd).isPositive();
    return fd;
  }

  /** By another process: this one must not wait for its own mount. */
  private String run(String script) throws Exception {
    return Mounted.run(
        directory, List.of("timeout", "60", "bash", "-euo", "pipefail", "-c", script));
  }
}
