package io.lockstep.control.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.client.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CommandLineTest {

  static Stream<Arguments> misuses() {
    return Stream.of(
        Arguments.of("unknown command 'stats'; see 'lockstep help'", "stats"),
        Arguments.of("unknown command 'chek'; see 'lockstep config --help'", "config chek f"),
        Arguments.of("see 'lockstep --help'", ""),
        Arguments.of("Unknown option: '--nope'; see 'lockstep status --help'", "status --nope"),
        Arguments.of("Missing required parameter: 'MODULE'", "swap"),
        Arguments.of("Missing required option: '--config=FILE'", "node"),
        Arguments.of("but was 'BOSS'", "wait orders --role BOSS"),
        Arguments.of("found '30'", "wait orders --role PRIM --timeout 30"),
        Arguments.of("expected a moment", "events --since yesterday"),
        Arguments.of("mutually exclusive", "status --url http://h:1 --config f"),
        Arguments.of("expected http://HOST:PORT, found 'alpha'", "status --url alpha"),
        Arguments.of("found 'http://h:99999'", "status --url http://h:99999"),
        Arguments.of("expected HOST:PORT", "arbiter --listen 7400 --dir d"),
        Arguments.of("found 'h:99999'", "arbiter --listen h:99999 --dir d"),
        Arguments.of("--bare and --dir go together", "demo --bare"),
        Arguments.of("expected strict or barrier", "demo --mode fast"),
        Arguments.of("or all, found [native, floppy]", "bench --on native,floppy"),
        Arguments.of("--rounds: expected at least 1, found 0", "bench --rounds 0"),
        Arguments.of("--joins: expected at least 1, found 0", "bench --joins 0"),
        Arguments.of("mutually exclusive", "bench --joins 2 --resync"),
        Arguments.of("mutually exclusive", "bench --resync --soak 10s"),
        Arguments.of("a command is missing; see 'lockstep config --help'", "config"));
  }

  @ParameterizedTest
  @MethodSource("misuses")
  void tellsMisuseInOneLine(String told, String arguments) {
    CliRun run = CliRun.of(arguments.isEmpty() ? new String[0] : arguments.split(" "));

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).startsWith("lockstep: ").contains(told).hasLineCount(1);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void helpListsCommandsAndExitCodes() {
    CliRun run = CliRun.of("help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains(
            "force-primary",
            "arbiter",
            "events",
            "demo",
            "simulate",
            "Exit codes:",
            "no node answers");
  }

  @Test
  void tellsAMissingConfiguration(@TempDir Path directory) {
    String file = directory.resolve("node.yml").toString();

    CliRun run = CliRun.of("config", "check", file);

    assertThat(run.exitCode()).isEqualTo(ExitCode.NO_INPUT);
    assertThat(run.err()).contains(file).hasLineCount(1);
    assertThat(CliRun.of("status", "--config", file).exitCode()).isEqualTo(ExitCode.NO_INPUT);
    assertThat(CliRun.of("node", "--config", file).exitCode()).isEqualTo(ExitCode.NO_INPUT);
  }

  @Test
  void tellsADirectoryThatCannotBeMade() {
    CliRun run = CliRun.of("demo", "--bare", "--dir", "/proc/nowhere");

    assertThat(run.exitCode()).isEqualTo(ExitCode.IO);
    assertThat(run.err())
        .isEqualToNormalizingNewlines("lockstep: no such file or directory: /proc/nowhere\n");
  }

  @Test
  void tellsEveryProblemOfAConfiguration(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("node.yml"), "node: alpha\nnodse: []\n");

    CliRun run = CliRun.of("config", "check", file.toString());

    assertThat(run.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(run.err().lines()).hasSizeGreaterThan(2).allMatch(l -> l.startsWith("lockstep: "));
    assertThat(run.err()).contains("nodse");
  }
}
