package io.lockstep.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lockstep.node.config.NodeConfig.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ordinary programs on a captured directory; afterwards the replica must be equal. */
@Timeout(120)
class CaptureProgramsTest {

  private Mounted mounted;

  @AfterEach
  void unmount() throws Exception {
    if (mounted != null) {
      mounted.close();
    }
  }

  @Test
  void copiesArchivesAndRemovesTrees() throws Exception {
    mounted = Mounted.start(Mode.STRICT);
    mounted.run(
        """
        mkdir -p from/deep/er; for i in $(seq 200); do echo "line $i" > from/deep/f$i; done
        head -c 3000000 /dev/urandom > from/big; ln from/big from/deep/er/hard; ln -s ../big from/deep/soft
        mkfifo from/fifo; mknod from/null c 1 3; chmod 4755 from/deep/f1; chown 1234:4321 from/deep/f2
        truncate -s 10M from/sparse; printf end >> from/sparse; touch -d '2001-02-03 04:05:06.789' from/deep/f3
        cp -a from copy; tar cf archive.tar from; mkdir out; tar xf archive.tar -C out
        diff -r --no-dereference from/deep copy/deep; cmp from/big out/from/big; cmp from/sparse out/from/sparse
        find from -name 'f1*' -delete; mv copy moved; rm -rf out; find . | sort | head -1000 > list
        """);
    mounted.assertReplicated();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void carriesDatabases(Mode mode) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/sqlite3")), "sqlite3 is not installed");
    mounted = Mounted.start(mode);
    String answer =
        mounted.run(
            """
            sqlite3 d.db "create table t(a integer primary key, b text); create index i on t(b);"
            for i in 1 2 3 4 5; do
              sqlite3 d.db "insert into t(b) select hex(randomblob(40)) from (with recursive c(x) as (select 1 union all select x+1 from c where x<200) select x from c); delete from t where a % 7 = $i;"
            done
            sqlite3 d.db "pragma journal_mode=wal; insert into t(b) values('last'); pragma wal_checkpoint; vacuum; pragma integrity_check;"
            """);
    assertThat(answer.trim()).endsWith("ok");
    mounted.captured().close();
    assertThat(mounted.writes().failures()).isEmpty();
    assertThat(
            io.lockstep.node.tree.TreeDescription.differences(
                mounted.directory(), mounted.replica()))
        .isEmpty();
  }

  @Test
  void carriesVersionControl() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/git")), "git is not installed");
    mounted = Mounted.start(Mode.STRICT);
    mounted.run(
        """
        export HOME=$PWD GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
        git init -q r; cd r; for i in $(seq 60); do echo $i > f$i; done; git add -A; git commit -qm one
        git mv f1 g1; git commit -qam two; git checkout -q -b side HEAD~1; echo x > f2; git commit -qam three
        git merge -q -m four - ; git gc -q; git fsck --strict; git clone -q . ../clone
        """);
    mounted.assertReplicated();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void survivesRandomUse(Mode mode) throws Exception {
    mounted = Mounted.start(mode);
    long seed = Long.getLong("lockstep.conformance.seed", System.nanoTime());
    runRandomUse(seed, 1000 * Integer.getInteger("lockstep.conformance.rounds", 1));
    mounted.captured().close();
    assertThat(mounted.writes().failures()).as("seed %d", seed).isEmpty();
    assertThat(
            io.lockstep.node.tree.TreeDescription.differences(
                mounted.directory(), mounted.replica()))
        .as("seed %d", seed)
        .isEmpty();
  }

  /** In a process of its own: a page fault on the mount would stop this one's workers too. */
  private void runRandomUse(long seed, int steps) throws Exception {
    Mounted.run(
        mounted.base(),
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            RandomUse.class.getName(),
            mounted.directory().toString(),
            Long.toString(seed),
            Integer.toString(steps)));
  }
}
