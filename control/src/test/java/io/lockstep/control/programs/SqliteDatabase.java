package io.lockstep.control.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.testkit.MirroredPair;
import java.nio.file.Path;
import java.util.List;

/**
 * A database of sqlite3(1) and the ledger of what was acknowledged by it.
 *
 * @param directory where it is, below a replicated directory
 * @param journalMode {@code WAL} or {@code DELETE}
 * @param ledger outside of what is replicated
 */
record SqliteDatabase(String directory, String journalMode, Path ledger) {
  /** Each step adds a row and changes an older one, in one transaction; then it is acknowledged. */
  private static final String WRITER =
      """
      n=$(sqlite3 db "PRAGMA journal_mode=$1;
        CREATE TABLE IF NOT EXISTS log(n INTEGER PRIMARY KEY, filling BLOB);
        CREATE INDEX IF NOT EXISTS by_filling ON log(filling);
        SELECT ifnull(max(n), 0) FROM log" | tail -1)
      {
        echo 'PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=20;'
        while n=$((n + 1)); do
          echo "BEGIN; INSERT INTO log VALUES($n, randomblob(2000));"
          echo "UPDATE log SET filling = randomblob(3000) WHERE n = $n / 2; COMMIT; SELECT $n;"
        done
      } | stdbuf -oL sqlite3 -bail db
      """;

  private static final String CHECK =
      "sqlite3 db 'PRAGMA integrity_check; SELECT count(*) = max(n) FROM log; SELECT max(n) FROM log'";

  /** Begins to write, where the last writer has ended. */
  LedgerWriter write(MirroredPair pair) throws Exception {
    return LedgerWriter.start(
        pair.onPrimary(directory), ledger, Shell.command(WRITER, journalMode));
  }

  /**
   * Recovers it from what its last writer has left, and finds it sound, without a gap, complete.
   */
  void check(Path place) throws Exception {
    List<String> answer = Shell.run(place, CHECK).lines().toList();
    assertThat(answer).as("%s", place).startsWith("ok", "1");
    assertThat(Long.parseLong(answer.getLast()))
        .as("the last row in %s", place)
        .isGreaterThanOrEqualTo(LedgerWriter.acknowledged(ledger));
  }
}
