package io.lockstep.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.write.WritePath;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Mode barrier: pages are answered when they are journaled, a sync and a close when all is over.
 */
@Timeout(60)
class KeptBackWritesTest {

  private static final long LOOK_MILLIS = 200;

  /** A journal and a peer that acknowledges writes when the test says so. */
  private final class HoldingWritePath implements WritePath {
    @Override
    public int execute(Operation operation, long timeNanos, LocalStep localStep) {
      captured.follow(operation);
      if (operation instanceof Operation.SetAttributes) {
        attributes.incrementAndGet();
      }
      if (!(operation instanceof Operation.Write)) {
        return localStep.run();
      }
      localStep.placed();
      writes.incrementAndGet();
      awaitPeer();
      return peerAnswer == 0 ? localStep.run() : peerAnswer;
    }
  }

  private final CountDownLatch peer = new CountDownLatch(1);
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicInteger attributes = new AtomicInteger();
  private volatile int peerAnswer;
  private Path base;
  private Path directory;
  private CapturedDirectories captured;
  private Process program;

  @BeforeEach
  void mount() throws IOException {
    base = Files.createTempDirectory("lockstep-capture");
    directory = Files.createDirectory(base.resolve("data"));
    captured =
        CapturedDirectories.mount(
            new CaptureConfig("kept", List.of(directory), base.resolve("private"), Mode.BARRIER, 4),
            new HoldingWritePath());
    captured.access(Access.WRITE);
  }

  @AfterEach
  void unmount() throws Exception {
    peer.countDown();
    if (program != null) {
      program.destroyForcibly().waitFor();
    }
    captured.close();
    Mounted.delete(base);
  }

  private void awaitPeer() {
    try {
      peer.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void start(String script) throws IOException {
    program =
        new ProcessBuilder("bash", "-c", script)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
  }

  private int exitCode() throws InterruptedException {
    assertThat(program.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return program.exitValue();
  }

  private void assertWaits() throws InterruptedException {
    assertThat(program.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)).isFalse();
  }

  private Path original() {
    return captured.backing().getFirst().resolve("f");
  }

  @Test
  void anFsyncComesAfterAnsweredPagesAndWaitsForThem() throws Exception {
    start("head -c 8192 /dev/zero | tr '\\0' x | dd of=f bs=8k conv=fsync status=none");
    // The kernel sends the file's times when it has its answer for the pages, which still wait.
    await().until(() -> attributes.get() > 0);
    assertThat(writes.get()).isPositive();
    assertThat(Files.readString(original())).isEmpty();
    assertWaits();
    peer.countDown();
    assertThat(exitCode()).isZero();
    assertThat(Files.readString(original())).isEqualTo("x".repeat(8192));
  }

  @Test
  void aCloseWaitsForThePages() throws Exception {
    start("echo content >f");
    await().until(() -> writes.get() > 0);
    assertWaits();
    peer.countDown();
    assertThat(exitCode()).isZero();
    assertThat(Files.readString(original())).isEqualTo("content\n");
  }

  @Test
  void aLostPageIsToldOnceToWhoeverSyncs() throws Exception {
    peerAnswer = -Errno.EIO;
    peer.countDown();
    start("dd if=/dev/zero of=f bs=4k count=1 conv=fsync status=none");
    assertThat(exitCode()).isNotZero();
    assertThat(new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("Input/output error");
    peerAnswer = 0;
    start("sync f");
    assertThat(exitCode()).isZero();
  }

  @Test
  void whatIsReadFromTheDiskComesAfterAnsweredPages() throws Exception {
    start("echo content >f");
    await().until(() -> attributes.get() > 0);
    int fd = Descriptors.open(PathBytes.of(directory.resolve("f")), OpenFlags.O_RDONLY, 0);
    try {
      assertThat(Descriptors.forgetPages(fd)).isZero();
      CompletableFuture<String> reading =
          CompletableFuture.supplyAsync(() -> read(fd), task -> Thread.ofPlatform().start(task));
      assertThatThrownBy(() -> reading.get(LOOK_MILLIS, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      peer.countDown();
      assertThat(reading.get(20, TimeUnit.SECONDS)).isEqualTo("content\n");
    } finally {
      // A close waits for the pages too.
      peer.countDown();
      Descriptors.close(fd);
    }
    assertThat(exitCode()).isZero();
  }

  private static String read(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(4096);
      long bytes = Descriptors.pread(fd, buffer, buffer.byteSize(), 0);
      return new String(
          buffer.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
  }

  @Test
  void laterWritesOfTheSamePageComeLater() throws Exception {
    start("exec 3<>f; for i in 1 2 3; do printf $i >&3; sync -d f & done; wait; cat f");
    await().until(() -> writes.get() > 0);
    peer.countDown();
    assertThat(exitCode()).isZero();
    assertThat(Files.readString(original())).isEqualTo("123");
  }
}
