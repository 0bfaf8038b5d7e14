package io.lockstep.node.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.node.application.StopResult.Outcome;
import io.lockstep.node.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that is killed leaves its application running: the next one must find it. */
class LeftoversTest {

  private static final String APP =
      """
      trap '' TERM
      echo $$ >> pids
      setsid env -i sleep 1000 & echo $! >> pids
      while :; do sleep 1000; done
      """;

  @TempDir Path directory;

  @Test
  void aStartKillsWhatAKilledDaemonLeftRunning() throws Exception {
    List<Long> before = leaveRunning();
    try (ApplicationTester next = new ApplicationTester(directory)) {
      next.command("echo $$ > second; exec sleep 1000");
      next.start();
      next.awaitState(ApplicationState.READY);
      assertThat(before).noneMatch(ApplicationTester::runs);
      assertThat(ApplicationTester.runs(next.pid("second"))).isTrue();
    }
  }

  @Test
  void aStopKillsItToo() throws Exception {
    List<Long> before = leaveRunning();
    try (ApplicationTester next = new ApplicationTester(directory)) {
      StopResult result = next.command("exec sleep 1000").stop();
      assertThat(result)
          .isEqualTo(
              new StopResult(Outcome.FORCED, "killed what an earlier daemon had left running"));
      assertThat(before).noneMatch(ApplicationTester::runs);
    }
  }

  @Test
  void childrenAreFoundEvenIfTheMainProcessHasEnded() throws Exception {
    List<Long> before = leaveRunning();
    ProcessHandle.of(before.getFirst()).orElseThrow().destroyForcibly();
    await().until(() -> !ApplicationTester.runs(before.getFirst()));
    try (ApplicationTester next = new ApplicationTester(directory)) {
      assertThat(next.command("exec sleep 1000").stop().outcome()).isEqualTo(Outcome.FORCED);
      assertThat(before).noneMatch(ApplicationTester::runs);
    }
  }

  @Test
  void aProcessThatOnlyHasTheSamePidIsLeftAlone() throws Exception {
    Process innocent = new ProcessBuilder("setsid", "sleep", "1000").start();
    try (ApplicationTester next = new ApplicationTester(directory)) {
      ProcessEntry entry = ProcessTable.find(innocent.pid()).orElseThrow();
      Files.createDirectories(next.place.stateDirectory());
      write(next, ProcessTable.bootId(), entry.pid(), entry.startTicks() - 1);
      assertThat(next.command("exec sleep 1000").stop().outcome()).isEqualTo(Outcome.CLEAN);
      write(next, "another-boot", entry.pid(), entry.startTicks());
      assertThat(next.command("exec sleep 1000").stop().outcome()).isEqualTo(Outcome.CLEAN);
      Files.writeString(next.place.recordFile(), "cut sh");
      assertThat(next.command("exec sleep 1000").stop().outcome()).isEqualTo(Outcome.CLEAN);
      assertThat(innocent.isAlive()).isTrue();
      assertThat(next.place.recordFile()).doesNotExist();
    } finally {
      innocent.destroyForcibly();
    }
  }

  private static void write(ApplicationTester tester, String bootId, long pid, long start)
      throws IOException {
    String numbers = " S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 ";
    Files.writeString(
        tester.place.recordFile(),
        "run\n" + bootId + "\n" + pid + " (sleep)" + numbers + start + " 0\n");
  }

  private List<Long> leaveRunning() throws Exception {
    try (ChildJvm daemon = ChildJvm.start(Daemon.class, directory.toString())) {
      Path pids = directory.resolve("pids");
      await().until(() -> Files.exists(pids) && Files.readAllLines(pids).size() == 2);
      daemon.kill();
      List<Long> left = Files.readAllLines(pids).stream().map(Long::valueOf).toList();
      assertThat(left).allMatch(ApplicationTester::runs);
      return left;
    }
  }

  /** Starts the application and then does nothing until it is killed. */
  static final class Daemon {
    public static void main(String[] arguments) throws Exception {
      ApplicationTester tester = new ApplicationTester(Path.of(arguments[0]));
      tester.command(APP);
      tester.start();
      new CountDownLatch(1).await();
    }
  }
}
