package io.lockstep.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.posix.Attributes;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Directories;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.write.WritePath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mounting and unmounting, also when it goes wrong. */
@Timeout(60)
class CaptureLifecycleTest {

  private static final WritePath PASSTHROUGH = (_, _, localStep) -> localStep.run();

  private Path base;
  private Path directory;
  private Process daemon;

  @BeforeEach
  void prepare() throws IOException {
    base = Files.createTempDirectory("lockstep-capture");
    directory = Files.createDirectory(base.resolve("with space"));
    Files.writeString(directory.resolve("file"), "original");
  }

  @AfterEach
  void cleanUp() throws Exception {
    if (daemon != null) {
      daemon.destroyForcibly().waitFor();
      // What it has left mounted is taken away as the next daemon does.
      CapturedDirectories.mount(config(directory), PASSTHROUGH).close();
    }
    assertThat(mounts()).isEmpty();
    Mounted.delete(base);
  }

  private CaptureConfig config(Path... directories) {
    return new CaptureConfig(
        "lifecycle", List.of(directories), base.resolve("private"), Mode.STRICT, 2);
  }

  private List<String> mounts() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mounts")).stream()
        .filter(line -> line.contains(base.toString()))
        .toList();
  }

  private int open(String name) {
    return Descriptors.open(PathBytes.of(directory.resolve(name)), OpenFlags.O_RDWR, 0);
  }

  /** A container, or a service with mounts of its own, has copies of all mounts of its start. */
  @Test
  void endsThoughAnotherNamespaceHasItMounted() throws Exception {
    CapturedDirectories captured = CapturedDirectories.mount(config(directory), PASSTHROUGH);
    captured.access(Access.WRITE);
    Process other =
        new ProcessBuilder(
                "unshare",
                "--mount",
                "--propagation=private",
                "sh",
                "-c",
                "cat \"$0\"; read line; cat \"$0\"",
                directory.resolve("file").toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader said = other.inputReader()) {
      char[] content = new char["original".length()];
      assertThat(said.read(content)).isEqualTo(content.length);
      assertThat(content).containsExactly("original".toCharArray());
      captured.close();
      other.outputWriter().append('\n').flush();
      assertThat(said.readLine()).contains("not connected");
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  @Test
  void leavesNothingMounted() throws IOException {
    CapturedDirectories captured = CapturedDirectories.mount(config(directory), PASSTHROUGH);
    assertThat(mounts()).hasSize(2);
    assertThat(captured.backing().getFirst().resolve("file")).hasContent("original");
    captured.close();
    captured.close();
    assertThat(mounts()).isEmpty();
    assertThat(directory.resolve("file")).hasContent("original");
  }

  @Test
  void capturesSeveralDirectories() throws Exception {
    Path second = Files.createDirectory(base.resolve("second"));
    try (CapturedDirectories captured =
        CapturedDirectories.mount(config(directory, second), PASSTHROUGH)) {
      captured.access(Access.WRITE);
      Mounted.run(second, List.of("sh", "-c", "echo new > new && mkdir d && mv new d/moved"));
      assertThat(captured.backing().get(1).resolve("d/moved")).hasContent("new");
      assertThat(captured.backing().get(0).resolve("file")).hasContent("original");
    }
  }

  @Test
  void leavesNothingMountedWhenOneDirectoryIsMissing() throws IOException {
    Path missing = base.resolve("missing");
    assertThatThrownBy(() -> CapturedDirectories.mount(config(directory, missing), PASSTHROUGH))
        .hasMessageContaining(missing + ": expected a directory, found nothing");
    Path file = Files.writeString(base.resolve("plain"), "");
    assertThatThrownBy(() -> CapturedDirectories.mount(config(directory, file), PASSTHROUGH))
        .hasMessageContaining("found something else");
    assertThat(mounts()).isEmpty();
  }

  @Test
  void unmountsWhileInUse() throws IOException {
    CapturedDirectories captured = CapturedDirectories.mount(config(directory), PASSTHROUGH);
    captured.access(Access.WRITE);
    int fd = open("file");
    assertThat(fd).isPositive();
    captured.close();
    assertThat(mounts()).isEmpty();
    try (Arena arena = Arena.ofConfined()) {
      assertThat(Descriptors.pwrite(fd, arena.allocate(1), 1, 0)).isNegative();
    }
    Descriptors.close(fd);
    assertThat(directory.resolve("file")).hasContent("original");
  }

  @Test
  void answersRequestsThatTheWritePathTurnsAway() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CompletableFuture<Integer> verdict = new CompletableFuture<>();
    WritePath waiting =
        (_, _, _) -> {
          entered.countDown();
          return verdict.join();
        };
    try (CapturedDirectories captured = CapturedDirectories.mount(config(directory), waiting);
        Arena arena = Arena.ofShared()) {
      captured.access(Access.WRITE);
      int fd = open("file");
      MemorySegment data = arena.allocate(1);
      CompletableFuture<Long> writer =
          CompletableFuture.supplyAsync(() -> Descriptors.pwrite(fd, data, 1, 0));
      assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
      captured.access(Access.NONE);
      assertThat(writer).isNotDone();
      verdict.complete(-Errno.EIO);
      assertThat(writer.get(20, TimeUnit.SECONDS)).isEqualTo(-Errno.EIO);
      Descriptors.close(fd);
    }
    assertThat(directory.resolve("file")).hasContent("original");
  }

  @Test
  void aDefectIsAnsweredAndTheWorkerGoesOn() throws Exception {
    WritePath broken =
        (_, _, _) -> {
          throw new IllegalStateException("meant to happen");
        };
    try (CapturedDirectories captured = CapturedDirectories.mount(config(directory), broken);
        Arena arena = Arena.ofConfined()) {
      captured.access(Access.WRITE);
      int fd = open("file");
      for (int i = 0; i < 5; i++) {
        assertThat(Descriptors.pwrite(fd, arena.allocate(1), 1, 0)).isEqualTo(-Errno.EIO);
      }
      Descriptors.close(fd);
      Mounted.run(directory, List.of("cat", "file"));
    }
  }

  @Test
  void leavesNoProvisionalNameWhenAnUnnamedFileCannotBeNamed() throws Exception {
    AtomicBoolean refusing = new AtomicBoolean(true);
    WritePath refusingOnce =
        (operation, _, localStep) ->
            operation instanceof Operation.SetAttributes && refusing.getAndSet(false)
                ? -Errno.EIO
                : localStep.run();
    try (CapturedDirectories captured =
        CapturedDirectories.mount(config(directory), refusingOnce)) {
      captured.access(Access.WRITE);
      int flags = OpenFlags.O_TMPFILE | OpenFlags.O_RDWR;
      int fd = Descriptors.open(PathBytes.of(directory), flags, 0600);
      assertThat(link(fd, "named")).isEqualTo(-Errno.EIO);
      assertThat(captured.backing().getFirst()).isDirectoryNotContaining("glob:**{named,.lock*}");
      assertThat(Attributes.fchmod(fd, 0640)).isZero();
      Descriptors.close(fd);
    }
  }

  private int link(int fd, String name) {
    return Directories.linkat(
        fd,
        new byte[0],
        Descriptors.AT_FDCWD,
        PathBytes.of(directory.resolve(name)),
        Directories.AT_EMPTY_PATH);
  }

  @Test
  void takesOverFromAKilledDaemon() throws Exception {
    startDaemon();
    int fd = open("file");
    assertThat(fd).isPositive();
    assertThatThrownBy(() -> CapturedDirectories.mount(config(directory), PASSTHROUGH))
        .hasMessageContaining("is already mounted");
    daemon.destroyForcibly().waitFor();
    Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> open("file") == -Errno.ENOTCONN);
    assertThat(mounts()).hasSize(2);
    try (CapturedDirectories captured = CapturedDirectories.mount(config(directory), PASSTHROUGH)) {
      captured.access(Access.WRITE);
      assertThat(mounts()).hasSize(2);
      Mounted.run(directory, List.of("sh", "-c", "cat file && echo again > file"));
      assertThat(captured.backing().getFirst().resolve("file")).hasContent("again\n");
    }
    Descriptors.close(fd);
  }

  private void startDaemon() throws IOException {
    daemon =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                PassthroughDaemon.class.getName(),
                directory.toString(),
                base.resolve("private").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(daemon.getInputStream(), StandardCharsets.UTF_8));
    assertThat(output.readLine()).isEqualTo("ready");
  }
}
