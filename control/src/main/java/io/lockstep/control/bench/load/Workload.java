package io.lockstep.control.bench.load;

import static io.lockstep.control.bench.load.Unit.ENTRIES_PER_SECOND;
import static io.lockstep.control.bench.load.Unit.FILES_PER_SECOND;
import static io.lockstep.control.bench.load.Unit.MEGABYTES_PER_SECOND;
import static io.lockstep.control.bench.load.Unit.PER_SECOND;
import static io.lockstep.control.bench.load.Unit.SECONDS;
import static io.lockstep.control.bench.load.Unit.TRANSACTIONS_PER_SECOND;

import java.util.Arrays;
import java.util.Optional;

/** The rows of the table, in its order. A {@link Family} knows how to run them. */
public enum Workload {
  WRITE_4K("write-4k", "4 KiB random write", PER_SECOND),
  WRITE_4K_FSYNC("write-4k-fsync", "4 KiB random write + fsync, 1 job", PER_SECOND),
  WRITE_4K_FSYNC_4("write-4k-fsync-4", "4 KiB random write + fsync, 4 jobs", PER_SECOND),
  APPEND_4K("append-4k", "4 KiB sequential write, no fsync", PER_SECOND),
  WRITE_128K("write-128k", "128 KiB sequential, fsync at end", MEGABYTES_PER_SECOND),
  WRITE_1M("write-1m", "1 MiB sequential, fsync at end", MEGABYTES_PER_SECOND),
  READ_4K("read-4k", "4 KiB random read, cached", PER_SECOND),
  READ_128K("read-128k", "128 KiB sequential read, cached", MEGABYTES_PER_SECOND),
  READ_4K_UNCACHED("read-4k-uncached", "4 KiB random read, uncached", PER_SECOND),
  READ_128K_UNCACHED(
      "read-128k-uncached", "128 KiB sequential read, uncached", MEGABYTES_PER_SECOND),
  CREATE("create", "create + write 4 KiB + close", PER_SECOND),
  OPEN("open", "open + read 4 KiB + close", PER_SECOND),
  STAT("stat", "stat, warm", PER_SECOND),
  READDIR("readdir", "readdir + stat", ENTRIES_PER_SECOND),
  RENAME("rename", "rename", PER_SECOND),
  UNLINK("unlink", "unlink", PER_SECOND),
  UNTAR("untar", "untar small files", FILES_PER_SECOND),
  COPY("cp", "cp -r of them", FILES_PER_SECOND),
  REMOVE("rm", "rm -rf of them", FILES_PER_SECOND),
  SQLITE_WAL("sqlite-wal", "SQLite INSERT, WAL, FULL", TRANSACTIONS_PER_SECOND),
  SQLITE_DELETE("sqlite-delete", "SQLite INSERT, DELETE, FULL", TRANSACTIONS_PER_SECOND),
  INITDB("initdb", "initdb", SECONDS),
  PGBENCH_INIT("pgbench-init", "pgbench -i", SECONDS),
  PGBENCH_1("pgbench-1", "pgbench, 1 client", TRANSACTIONS_PER_SECOND),
  PGBENCH_8("pgbench-8", "pgbench, 8 clients", TRANSACTIONS_PER_SECOND);

  private final String word;
  private final String title;
  private final Unit unit;

  Workload(String word, String title, Unit unit) {
    this.word = word;
    this.title = title;
    this.unit = unit;
  }

  /** As it is given on the command line. */
  public String word() {
    return word;
  }

  public String title() {
    return title;
  }

  /** Of {@link Figures#value}. */
  public Unit unit() {
    return unit;
  }

  public static Optional<Workload> of(String word) {
    return Arrays.stream(values()).filter(workload -> workload.word.equals(word)).findFirst();
  }
}
