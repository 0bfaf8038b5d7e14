package io.lockstep.control.programs;

import io.lockstep.control.demo.TemporaryDirectory;
import io.lockstep.control.testkit.MirroredPair;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** SQLite, with both kinds of journal, whose writers are killed in the middle, and their node. */
final class Sqlite {
  private static final int STEPS = 30;

  private final MirroredPair pair;
  private final Path outside;
  private final List<SqliteDatabase> databases;

  private Sqlite(MirroredPair pair, Path outside) {
    this.pair = pair;
    this.outside = outside;
    this.databases =
        Stream.of("WAL", "DELETE")
            .map(mode -> new SqliteDatabase("sqlite-" + mode, mode, outside.resolve(mode)))
            .toList();
  }

  static void run(MirroredPair pair) throws Exception {
    try (TemporaryDirectory outside = TemporaryDirectory.create("lockstep-sqlite-")) {
      Sqlite sqlite = new Sqlite(pair, outside.path());
      for (SqliteDatabase database : sqlite.databases) {
        pair.make(database.directory());
      }
      Length.repeat(sqlite::killWriters);
      sqlite.killNode();
      sqlite.killWriters(0);
    }
  }

  private void killWriters(int round) throws Exception {
    writeAndThen(() -> {});
    // As they were left: with a log or a journal that has to be played back.
    pair.assertEqualCopies();
    for (SqliteDatabase database : databases) {
      Path copy = outside.resolve(database.directory() + "-copy" + round);
      Files.createDirectory(copy);
      Shell.run(copy, "cp \"$1\"/* .", pair.onSecondary(database.directory()));
      database.check(copy);
      database.check(pair.onPrimary(database.directory()));
    }
    pair.assertEqualCopies();
  }

  private void killNode() throws Exception {
    writeAndThen(pair::killPrimary);
    for (SqliteDatabase database : databases) {
      database.check(pair.onPrimary(database.directory()));
    }
    pair.rejoin();
  }

  /** The writers are killed last. */
  private void writeAndThen(Runnable strike) throws Exception {
    try (LedgerWriter first = databases.getFirst().write(pair);
        LedgerWriter second = databases.getLast().write(pair)) {
      first.awaitMore(STEPS);
      second.awaitMore(STEPS);
      strike.run();
    }
  }
}
