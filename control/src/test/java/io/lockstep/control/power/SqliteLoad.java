package io.lockstep.control.power;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.testkit.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * A sqlite3(1) on a machine that adds rows, each in a transaction that is synced; what was
 * acknowledged stands in a ledger on this host's disk. Ends with its machine.
 */
final class SqliteLoad {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String WRITER =
      """
      cd "$1"
      n=$(sqlite3 db "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
        CREATE TABLE IF NOT EXISTS log(n INTEGER PRIMARY KEY, filling BLOB);
        SELECT ifnull(max(n), 0) FROM log" | tail -1)
      {
        echo 'PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=20;'
        while n=$((n + 1)); do
          echo "BEGIN; INSERT INTO log VALUES($n, randomblob(2000)); COMMIT; SELECT $n;"
        done
      } | stdbuf -oL sqlite3 -bail db >>"$2"
      """;

  private static final String CHECK =
      "sqlite3 \"$1/db\" 'PRAGMA integrity_check; SELECT count(*) = max(n) FROM log; SELECT max(n) FROM log'";

  private final Path ledger;
  private Process process;

  /**
   * Prepares it.
   *
   * @param ledger of this host
   */
  SqliteLoad(Path ledger) {
    this.ledger = ledger;
  }

  /** Goes on with the database as it stands in that directory of a machine. */
  void start(Machine where, Path directory) throws IOException {
    process =
        new ProcessBuilder(
                where.inside(
                    List.of("bash", "-c", WRITER, "load", directory.toString(), ledger.toString())))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(Path.of(ledger + ".log").toFile()))
            .start();
  }

  long acknowledged() throws IOException {
    if (!Files.exists(ledger)) {
      return 0;
    }
    // The last line may be cut off: what it says was not heard.
    String text = Files.readString(ledger);
    return text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .mapToLong(Long::parseLong)
        .max()
        .orElse(0);
  }

  void awaitMore(int count) throws IOException {
    long wanted = acknowledged() + count;
    Awaitility.await("acknowledgements in " + ledger)
        .atMost(LIMIT)
        .until(() -> acknowledged() >= wanted || !process.isAlive());
    assertThat(acknowledged())
        .as(Files.readString(Path.of(ledger + ".log")))
        .isGreaterThanOrEqualTo(wanted);
  }

  /** SIGKILL, unless it ended with its machine. */
  void stop() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }

  /** Sound, without a gap, and complete as far as it was acknowledged. */
  void check(Machine where, Path directory) throws Exception {
    List<String> answer =
        Commands.require(where.inside(List.of("bash", "-c", CHECK, "check", directory.toString())))
            .lines()
            .toList();
    assertThat(answer).startsWith("ok", "1");
    assertThat(Long.parseLong(answer.getLast())).isGreaterThanOrEqualTo(acknowledged());
  }
}
