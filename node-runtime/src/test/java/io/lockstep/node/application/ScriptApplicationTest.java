package io.lockstep.node.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.node.application.StopResult.Outcome;
import io.lockstep.node.config.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptApplicationTest {

  @TempDir Path directory;
  private ApplicationTester tester;

  @BeforeEach
  void open() throws IOException {
    tester = new ApplicationTester(directory);
    tester.script("start_prim", "setsid sleep 1000 & echo $! > pid; echo $LOCKSTEP_ROLE > role");
    tester.script("stop_prim", "kill $(cat pid); echo stopped > end");
  }

  @AfterEach
  void close() {
    tester.close();
  }

  @Test
  void startsAndStopsByScripts() {
    start(5_000, 5_000);
    tester.awaitState(ApplicationState.READY);
    assertThat(directory.resolve("role")).hasContent("PRIM");
    long pid = tester.pid("pid");
    assertThat(ApplicationTester.runs(pid)).isTrue();
    assertThat(tester.stop()).isEqualTo(new StopResult(Outcome.CLEAN, "stopped"));
    assertThat(directory.resolve("end")).exists();
    assertThat(ApplicationTester.runs(pid)).isFalse();
  }

  @Test
  void aFailedStartIsTold() throws IOException {
    tester.script("start_prim", "echo 'port in use'; exit 3");
    start(5_000, 5_000);
    await().until(() -> tester.last().state() == ApplicationState.FAILED);
    assertThat(tester.last().why())
        .isEqualTo(
            directory.resolve("start_prim") + " failed: exit code 3, last output: port in use");
  }

  @Test
  void aStartThatHangsIsStopped() throws IOException {
    tester.script("start_prim", "echo $$ > pid; exec sleep 1000");
    start(400, 5_000);
    await().until(() -> tester.last().state() == ApplicationState.FAILED);
    assertThat(tester.last().why()).isEqualTo("not ready within 400 ms");
    assertThat(tester.stop().outcome()).isNotEqualTo(Outcome.REMAINS);
    assertThat(ApplicationTester.runs(tester.pid("pid"))).isFalse();
  }

  @Test
  void whatStopLeavesBehindIsKilled() throws IOException {
    tester.script("stop_prim", "exit 0");
    start(5_000, 5_000);
    tester.awaitState(ApplicationState.READY);
    assertThat(tester.stop())
        .isEqualTo(new StopResult(Outcome.FORCED, "processes were left behind: killed"));
    assertThat(ApplicationTester.runs(tester.pid("pid"))).isFalse();
  }

  @Test
  void aStopThatHangsIsForced() throws IOException {
    tester.script("stop_prim", "echo $$ > stopper; exec sleep 1000");
    start(5_000, 400);
    tester.awaitState(ApplicationState.READY);
    assertThat(tester.stop())
        .isEqualTo(
            new StopResult(
                Outcome.FORCED,
                directory.resolve("stop_prim") + " did not end within 400 ms: killed"));
    assertThat(ApplicationTester.runs(tester.pid("pid"))).isFalse();
    assertThat(ApplicationTester.runs(tester.pid("stopper"))).isFalse();
  }

  @Test
  void aFailedCheckIsAFailureOfTheApplication() throws IOException {
    tester.script("check_prim", "echo asked >> asked; echo 'no answer'; test ! -e broken");
    start(5_000, 5_000);
    tester.awaitState(ApplicationState.READY);
    Path asked = directory.resolve("asked");
    await().until(() -> Files.exists(asked) && Files.readAllLines(asked).size() >= 2);
    assertThat(tester.last().state()).isEqualTo(ApplicationState.READY);
    Files.createFile(directory.resolve("broken"));
    await().until(() -> tester.last().state() == ApplicationState.FAILED);
    assertThat(tester.last().why())
        .isEqualTo(
            directory.resolve("check_prim") + " failed: exit code 1, last output: no answer");
    assertThat(tester.stop().outcome()).isEqualTo(Outcome.CLEAN);
    assertThat(directory.resolve("end")).exists();
  }

  private void start(long startTimeoutMillis, long stopTimeoutMillis) {
    tester.supervise(
        new NodeConfig.Application.Scripts(
            directory, startTimeoutMillis, stopTimeoutMillis, 50, 3));
    tester.start();
  }
}
