package io.lockstep.node.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.node.config.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A second supervisor takes over what a first one has started. The first one stands for a daemon
 * that was killed: nothing is asked of it any more.
 */
class ResumedApplicationTest {

  @TempDir Path directory;
  private ApplicationTester first;
  private ApplicationTester second;

  @BeforeEach
  void open() {
    first = new ApplicationTester(directory);
    second = new ApplicationTester(directory);
  }

  @AfterEach
  void close() {
    second.close();
    first.close();
  }

  private long runningCommand() throws IOException {
    first.command("echo $$ >> pid; exec sleep 1000");
    first.start();
    first.awaitState(ApplicationState.READY);
    return first.pid("pid");
  }

  @Test
  void aCommandThatRunsIsNotStartedAgain() throws IOException {
    long pid = runningCommand();
    second.command("echo $$ >> pid; exec sleep 1000").resume(second.environment());
    second.awaitState(ApplicationState.READY);
    assertThat(second.pid("pid")).isEqualTo(pid);
    assertThat(second.changes.getFirst().why()).contains("taken over");
    assertThat(second.stop()).isEqualTo(new StopResult(StopResult.Outcome.CLEAN, "stopped"));
    assertThat(ApplicationTester.runs(pid)).isFalse();
  }

  @Test
  void itsEndIsNoticed() throws IOException {
    long pid = runningCommand();
    second.command("echo $$ >> pid; exec sleep 1000").resume(second.environment());
    second.awaitState(ApplicationState.READY);
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    await().until(() -> second.last().state() == ApplicationState.FAILED);
    assertThat(second.last().why()).startsWith("ended by itself: exit code unknown");
  }

  @Test
  void aCommandThatDoesNotRunIsStarted() throws IOException {
    second.command("echo $$ >> pid; exec sleep 1000").resume(second.environment());
    second.awaitState(ApplicationState.READY);
    assertThat(ApplicationTester.runs(second.pid("pid"))).isTrue();
  }

  private NodeConfig.Application.Scripts scripts() throws IOException {
    first.script("start_prim", "setsid sleep 1000 & echo $! > pid; echo started >> starts");
    first.script("stop_prim", "kill $(cat pid)");
    first.script("check_prim", "test ! -e broken");
    return new NodeConfig.Application.Scripts(directory, 5_000, 5_000, 50, 0);
  }

  @Test
  void scriptsThatHaveSucceededAreNotRunAgain() throws IOException {
    NodeConfig.Application.Scripts scripts = scripts();
    first.supervise(scripts);
    first.start();
    first.awaitState(ApplicationState.READY);
    second.supervise(scripts).resume(second.environment());
    second.awaitState(ApplicationState.READY);
    assertThat(Files.readAllLines(directory.resolve("starts"))).isEqualTo(List.of("started"));
    Files.createFile(directory.resolve("broken"));
    await().until(() -> second.last().state() == ApplicationState.FAILED);
    assertThat(second.last().why()).contains("check_prim failed");
  }

  @Test
  void aStartScriptOfUnknownOutcomeIsRunAgain() throws IOException {
    NodeConfig.Application.Scripts scripts = scripts();
    first.supervise(scripts);
    first.start();
    first.awaitState(ApplicationState.READY);
    long pid = first.pid("pid");
    Files.delete(first.place.readyFile());
    second.supervise(scripts).resume(second.environment());
    second.awaitState(ApplicationState.READY);
    assertThat(Files.readAllLines(directory.resolve("starts"))).hasSize(2);
    assertThat(ApplicationTester.runs(pid)).isFalse();
  }
}
