package io.lockstep.control.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.demo.ChildProcess;
import io.lockstep.control.demo.TemporaryDirectory;
import io.lockstep.control.testkit.MirroredPair;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** MariaDB, made on the mount: its server is killed under load, then the node it runs on. */
final class MariaDb {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final String NAME = "mariadb";
  private static final int STEPS = 60;

  private static final String INSTALL =
      """
      PATH=$PATH:/usr/sbin
      mariadb-install-db --no-defaults --datadir="$PWD" --user=root --skip-test-db \\
        --auth-root-authentication-method=normal 2>&1
      """;

  private static final String SERVER =
      """
      exec /usr/sbin/mariadbd --no-defaults --datadir="$PWD" --user=root --skip-networking \\
        --socket="$1/socket" --pid-file="$1/pid" --tmpdir="$1" --innodb-buffer-pool-size=16M \\
        --innodb-log-file-size=8M --log-bin=binlog --sync-binlog=1
      """;

  private static final String CLIENT = "mariadb --no-defaults --socket=\"$1/socket\" -N -B -n ";

  /** Two engines; each step is acknowledged when both have it. */
  private static final String WRITER =
      CLIENT
          + """
          -e 'CREATE DATABASE IF NOT EXISTS d; USE d;
            CREATE TABLE IF NOT EXISTS log(n INT PRIMARY KEY, filling VARBINARY(3000)) ENGINE=InnoDB;
            CREATE TABLE IF NOT EXISTS aria(n INT PRIMARY KEY, filling CHAR(200)) ENGINE=Aria TRANSACTIONAL=1'
          """
          + "n=$("
          + CLIENT
          + "-e 'SELECT IFNULL(MAX(n), 0) FROM log' d)\n"
          + """
          while n=$((n + 1)); do
            echo "BEGIN; INSERT INTO log VALUES($n, REPEAT(CHAR(n % 256), 1500));"
            echo "UPDATE log SET filling = REPEAT('x', 2900) WHERE n = $n DIV 2; COMMIT;"
            echo "REPLACE INTO aria VALUES($n % 100, REPEAT('y', 200)); SELECT $n;"
          done |
          """
          + CLIENT
          + "d\n";

  private static final String CHECK =
      CLIENT
          + "-e 'CHECK TABLE log EXTENDED; CHECK TABLE aria EXTENDED;"
          + " SELECT COUNT(*) = MAX(n) FROM log; SELECT MAX(n) FROM log' d";

  private final MirroredPair pair;
  private final Path outside;
  private final Path ledger;

  private MariaDb(MirroredPair pair, Path outside) {
    this.pair = pair;
    this.outside = outside;
    this.ledger = outside.resolve("ledger");
  }

  static void run(MirroredPair pair) throws Exception {
    try (TemporaryDirectory outside = TemporaryDirectory.create("lockstep-mariadb-")) {
      new MariaDb(pair, outside.path()).run();
    }
  }

  private void run() throws Exception {
    Shell.run(pair.make(NAME), INSTALL);
    Length.repeat(
        round -> {
          workAndThenKill(server -> server.killFamily());
          check();
          pair.assertEqualCopies();
        });
    workAndThenKill(server -> pair.killPrimary());
    check();
    pair.rejoin();
    check();
    pair.assertEqualCopies();
  }

  /** What becomes of the server in the middle of its work. */
  private interface Strike {
    void at(ChildProcess server) throws Exception;
  }

  private void workAndThenKill(Strike strike) throws Exception {
    try (ChildProcess server = start();
        LedgerWriter writer = LedgerWriter.start(outside, ledger, Shell.command(WRITER, outside))) {
      writer.awaitMore(STEPS);
      strike.at(server);
    }
  }

  private ChildProcess start() throws Exception {
    ChildProcess server =
        ChildProcess.start(
            NAME,
            Shell.command(SERVER, outside),
            pair.onPrimary(NAME),
            outside.resolve("server.log"));
    Awaitility.await("a server that answers")
        .atMost(LIMIT)
        .ignoreExceptions()
        .untilAsserted(() -> Shell.run(outside, CLIENT + "-e 'SELECT 1'", outside));
    return server;
  }

  /** Recovers from what was left, finds it sound, without a gap and complete, and ends in order. */
  private void check() throws Exception {
    try (ChildProcess server = start()) {
      List<String> answer = Shell.run(outside, CHECK, outside).lines().toList();
      assertThat(answer).startsWith("d.log\tcheck\tstatus\tOK", "d.aria\tcheck\tstatus\tOK", "1");
      assertThat(Long.parseLong(answer.getLast()))
          .isGreaterThanOrEqualTo(LedgerWriter.acknowledged(ledger));
      server.stop(LIMIT);
    }
  }
}
