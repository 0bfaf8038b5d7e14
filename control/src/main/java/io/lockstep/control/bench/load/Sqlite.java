package io.lockstep.control.bench.load;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Transactions of one row each, {@code synchronous=FULL}, by the shell of SQLite. */
final class Sqlite implements Family {
  private static final String PROGRAM = "sqlite3";

  /** So many go in at once: waiting for the shell's answer each time would be measured too. */
  private static final int BATCH = 20;

  private static final String ROW =
      "INSERT INTO t(a, b) VALUES('a row of the benchmark', randomblob(100));\n";

  private final Programs programs;

  Sqlite(Programs programs) {
    this.programs = programs;
  }

  @Override
  public String name() {
    return "sqlite";
  }

  @Override
  public List<Workload> workloads() {
    return List.of(Workload.SQLITE_WAL, Workload.SQLITE_DELETE);
  }

  @Override
  public Optional<String> missingPackage() {
    return Programs.has(PROGRAM) ? Optional.empty() : Optional.of(PROGRAM);
  }

  @Override
  public void run(Place place, Set<Workload> wanted, Results results) throws IOException {
    if (wanted.contains(Workload.SQLITE_WAL)) {
      results.add(Workload.SQLITE_WAL, insert(place, "wal"));
    }
    if (wanted.contains(Workload.SQLITE_DELETE)) {
      results.add(Workload.SQLITE_DELETE, insert(place, "delete"));
    }
  }

  private Figures insert(Place place, String journalMode) throws IOException {
    try (SqliteShell shell =
        new SqliteShell(programs, place.directory().resolve(journalMode + ".db"))) {
      shell.run("PRAGMA journal_mode=" + journalMode + ";", journalMode);
      shell.run("PRAGMA synchronous=FULL; PRAGMA synchronous;", "2");
      shell.run("CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b BLOB); SELECT 0;", "0");
      long begin = System.nanoTime();
      long rows = 0;
      long now = begin;
      while (now - begin < place.sizes().burst().toNanos()) {
        rows += BATCH;
        shell.run(ROW.repeat(BATCH) + "SELECT last_insert_rowid();", Long.toString(rows));
        now = System.nanoTime();
      }
      shell.run("PRAGMA integrity_check;", "ok");
      return Figures.ofRate(rows, now - begin);
    }
  }
}
