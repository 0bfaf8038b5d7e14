package io.lockstep.node.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.node.application.StopResult.Outcome;
import io.lockstep.node.config.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandApplicationTest {

  @TempDir Path directory;
  private ApplicationTester tester;

  @AfterEach
  void close() {
    if (tester != null) {
      tester.close();
    }
  }

  @Test
  void runsInTheForegroundUntilItIsStopped() throws IOException {
    tester = new ApplicationTester(directory);
    tester.command(
        """
        echo "$LOCKSTEP_MODULE $LOCKSTEP_NODE $LOCKSTEP_ROLE $LOCKSTEP_EPOCH"
        trap 'echo ended > end; exit 0' TERM
        echo $$ > pid
        while :; do read -t 0.05 < <(:) ; done
        """);
    tester.start();
    tester.awaitState(ApplicationState.READY);
    long pid = tester.pid("pid");
    assertThat(tester.place.logFile()).hasContent("db alpha PRIM 4");

    StopResult result = tester.stop();
    assertThat(result).isEqualTo(new StopResult(Outcome.CLEAN, "stopped"));
    assertThat(directory.resolve("end")).exists();
    assertThat(ApplicationTester.runs(pid)).isFalse();
    assertThat(tester.changes)
        .extracting(ApplicationTester.Change::state)
        .containsExactly(
            ApplicationState.STARTING, ApplicationState.READY, ApplicationState.STOPPED);
  }

  @Test
  void canBeStartedAgain() throws IOException {
    tester = new ApplicationTester(directory);
    tester.command("exec sleep 1000");
    for (int i = 0; i < 2; i++) {
      tester.start();
      tester.awaitState(ApplicationState.READY);
      assertThat(tester.stop().outcome()).isEqualTo(Outcome.CLEAN);
    }
  }

  @Test
  void whatIgnoresTheSignalIsKilledWithItsChildrenWhereverTheyHide() throws IOException {
    tester = new ApplicationTester(directory);
    tester.command(
        """
        trap '' TERM
        sleep 1000 & echo $! > child
        setsid bash -c 'echo $$ > own-session; sleep 1000; :' &
        (setsid bash -c 'echo $$ > orphan; sleep 1000; :' &)
        echo $$ > pid
        while :; do sleep 1000; done
        """,
        List.of(),
        10_000,
        300);
    tester.start();
    List<Long> pids =
        List.of(
            tester.pid("pid"),
            tester.pid("child"),
            tester.pid("own-session"),
            tester.pid("orphan"));
    StopResult result = tester.stop();
    assertThat(result.outcome()).isEqualTo(Outcome.FORCED);
    assertThat(result.why()).isEqualTo("did not end within 300 ms of signal TERM: killed");
    assertThat(pids).noneMatch(ApplicationTester::runs);
  }

  @Test
  void childrenThatOutliveTheMainProcessAreKilled() throws IOException {
    tester = new ApplicationTester(directory);
    tester.command(
        """
        setsid env -i bash -c 'echo $$ > child; sleep 1000; :' &
        echo $$ > pid
        wait
        """);
    tester.start();
    List<Long> pids = List.of(tester.pid("pid"), tester.pid("child"));
    StopResult result = tester.stop();
    assertThat(result)
        .isEqualTo(new StopResult(Outcome.FORCED, "processes were left behind: killed"));
    assertThat(pids).noneMatch(ApplicationTester::runs);
  }

  @Test
  void anUnexpectedEndIsToldWithItsReason() throws IOException {
    tester = new ApplicationTester(directory);
    tester.command("sleep 1000 & echo $! > child; echo 'FATAL: no space' >&2; exit 7");
    tester.start();
    await().until(() -> tester.last().state() == ApplicationState.FAILED);
    assertThat(tester.last().why())
        .isEqualTo("ended by itself: exit code 7, last output: FATAL: no space");
    assertThat(tester.stop().outcome()).isEqualTo(Outcome.CLEAN);
    assertThat(ApplicationTester.runs(tester.pid("child"))).isFalse();
  }

  /** As a PostgreSQL backend whose postmaster is killed: no parent, session or environment left. */
  @Test
  void nothingOfAnEndedApplicationGoesOn() throws IOException {
    tester = new ApplicationTester(directory);
    tester.command(
        """
        (setsid env -i bash -c 'echo $$ > orphan; sleep 1000; :' &)
        until test -s orphan; do sleep 0.02; done
        kill -9 $$
        """);
    tester.start();
    long orphan = tester.pid("orphan");
    await().until(() -> tester.last().state() == ApplicationState.FAILED);
    assertThat(tester.stop().outcome()).isEqualTo(Outcome.CLEAN);
    assertThat(ApplicationTester.runs(orphan)).isFalse();
  }

  @Test
  void aKilledApplicationIsToldWithItsSignal() throws IOException {
    tester = new ApplicationTester(directory);
    tester.command("echo $$ > pid; exec sleep 1000");
    tester.start();
    tester.awaitState(ApplicationState.READY);
    ProcessHandle.of(tester.pid("pid")).orElseThrow().destroyForcibly();
    await().until(() -> tester.last().state() == ApplicationState.FAILED);
    assertThat(tester.last().why()).isEqualTo("ended by itself: exit code 137 (signal 9)");
  }

  @Test
  void isReadyOnceTheReadyCommandSucceeds() throws IOException {
    tester = new ApplicationTester(directory);
    Path ready = tester.script("ready", "echo asked >> asked; test -e serves");
    tester.command("exec sleep 1000", List.of(ready.toString()), 30_000, 5_000);
    tester.start();
    await().until(() -> lines("asked") >= 3);
    assertThat(tester.last().state()).isEqualTo(ApplicationState.STARTING);
    Files.createFile(directory.resolve("serves"));
    tester.awaitState(ApplicationState.READY);
  }

  private long lines(String file) throws IOException {
    Path path = directory.resolve(file);
    return Files.exists(path) ? Files.readAllLines(path).size() : 0;
  }

  @Test
  void whatIsNotReadyInTimeHasFailedAndIsStopped() throws IOException {
    tester = new ApplicationTester(directory);
    tester.command("echo $$ > pid; exec sleep 1000", List.of("false"), 400, 5_000);
    tester.start();
    await().until(() -> tester.last().state() == ApplicationState.FAILED);
    assertThat(tester.last().why()).isEqualTo("not ready within 400 ms");
    assertThat(tester.stop().outcome()).isNotEqualTo(Outcome.REMAINS);
    assertThat(ApplicationTester.runs(tester.pid("pid"))).isFalse();
  }

  @Test
  void aStopDuringTheStartStops() throws IOException {
    tester = new ApplicationTester(directory);
    tester.command("echo $$ > pid; exec sleep 1000", List.of("false"), 30_000, 5_000);
    tester.start();
    long pid = tester.pid("pid");
    assertThat(tester.stop().outcome()).isEqualTo(Outcome.CLEAN);
    assertThat(tester.last().state()).isEqualTo(ApplicationState.STOPPED);
    assertThat(ApplicationTester.runs(pid)).isFalse();
  }

  @Test
  void aMissingProgramIsOneClearLine() {
    tester = new ApplicationTester(directory);
    assertThat(failureOf(List.of("/no/such/program"), "", directory))
        .isEqualTo("cannot start: program /no/such/program does not exist");
    assertThat(failureOf(List.of("no-such-program"), "", directory))
        .startsWith("cannot start: program 'no-such-program' was not found in /");
    assertThat(failureOf(List.of("/etc/passwd"), "", directory))
        .isEqualTo("cannot start: program /etc/passwd is not an executable file: chmod +x?");
    assertThat(failureOf(List.of("true"), "nobody-of-that-name", directory))
        .startsWith("cannot start: user 'nobody-of-that-name' does not exist on this node");
    assertThat(failureOf(List.of("true"), "", Path.of("/no/such/directory")))
        .isEqualTo("cannot start: working directory /no/such/directory does not exist");
    assertThat(failureOf(List.of(), "", directory))
        .startsWith("cannot start: the start command is empty");
  }

  private String failureOf(List<String> start, String user, Path workingDirectory) {
    try (ApplicationTester one = new ApplicationTester(directory)) {
      one.supervise(
          new NodeConfig.Application.Command(
              start, List.of(), user, workingDirectory, 1000, 1000, 3));
      one.start();
      await().until(() -> one.last().state() == ApplicationState.FAILED);
      assertThat(one.last().why()).doesNotContain("\n");
      return one.last().why();
    }
  }

  @Test
  void runsAsTheConfiguredUser() throws IOException {
    tester = new ApplicationTester(directory);
    tester.supervise(
        new NodeConfig.Application.Command(
            List.of("sh", "-c", "id -un; echo $HOME; id -G; exec sleep 1000"),
            List.of(),
            "daemon",
            Path.of("/"),
            10_000,
            5_000,
            3));
    tester.start();
    await().until(() -> Files.exists(tester.place.logFile()) && lines("log/db.log") == 3);
    Account account = Account.find("daemon");
    assertThat(Files.readAllLines(tester.place.logFile()))
        .startsWith("daemon", account.home())
        .last(InstanceOfAssertFactories.STRING)
        .as("the user's groups and the run's")
        .matches(String.join(" ", account.groups()) + " (1[89]|2[01])[0-9]{8}");
  }

  @Test
  void isAskedToEndByTheConfiguredSignal() throws IOException {
    tester = new ApplicationTester(directory);
    Path app =
        tester.script(
            "app",
            "trap 'echo quit > end; exit 0' QUIT; echo $$ > pid; while :; do sleep 0.05; done");
    tester.supervise(
        new NodeConfig.Application.Command(
            List.of(app.toString()), List.of(), "", directory, 10_000, 5_000, 3, "QUIT"));
    tester.start();
    tester.pid("pid");
    assertThat(tester.stop().outcome()).isEqualTo(Outcome.CLEAN);
    assertThat(directory.resolve("end")).exists();
  }

  @Test
  void anUnknownSignalDoesNotKeepItRunning() throws IOException {
    tester = new ApplicationTester(directory);
    tester.supervise(
        new NodeConfig.Application.Command(
            List.of("sleep", "1000"), List.of(), "", directory, 10_000, 5_000, 3, "NONSENSE"));
    tester.start();
    tester.awaitState(ApplicationState.READY);
    assertThat(tester.stop())
        .isEqualTo(
            new StopResult(
                Outcome.FORCED,
                "signal NONSENSE could not be sent: expected a name of signal(7) without SIG:"
                    + " killed"));
  }

  @Test
  void whatItPrintsIsKeptWithinBounds() throws IOException {
    tester = new ApplicationTester(directory, 100_000);
    tester.command("yes 'a line of output' | head -c 3000000; exec sleep 1000");
    tester.start();
    Path older = directory.resolve("log/db.log.1");
    await().until(() -> Files.exists(older) && Files.size(tester.place.logFile()) <= 100_000);
    assertThat(Files.size(older)).isEqualTo(100_000);
    assertThat(Files.readString(older)).contains("a line of output\na line of output\n");
  }

  @Test
  void theDaemonsSecretsAreNotHandedOn() throws IOException {
    tester = new ApplicationTester(directory);
    tester.command("env | cut -d= -f1 | sort -u; exec sleep 1000");
    tester.start();
    await().until(() -> Files.exists(tester.place.logFile()) && lines("log/db.log") > 5);
    assertThat(Files.readAllLines(tester.place.logFile()))
        .contains("LOCKSTEP_DATA", "LOCKSTEP_DATA_1", "PATH")
        .isSubsetOf(
            "HOME",
            "LANG",
            "LC_ALL",
            "LOCKSTEP_DATA",
            "LOCKSTEP_DATA_1",
            "LOCKSTEP_EPOCH",
            "LOCKSTEP_MODULE",
            "LOCKSTEP_NODE",
            "LOCKSTEP_ROLE",
            "LOCKSTEP_RUN",
            "PATH",
            "PWD",
            "OLDPWD",
            "SHLVL",
            "TZ",
            "_");
  }

  @Test
  void withoutAnApplicationThereIsNothingToDo() {
    tester = new ApplicationTester(directory);
    tester.supervise(new NodeConfig.Application.None());
    assertThat(tester.start().state()).isEqualTo(ApplicationState.NONE);
    assertThat(tester.last().state()).isEqualTo(ApplicationState.NONE);
    assertThat(tester.stop().outcome()).isEqualTo(Outcome.CLEAN);
  }
}
