package io.lockstep.control.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.demo.TemporaryDirectory;
import io.lockstep.control.testkit.MirroredPair;
import io.lockstep.node.tree.TreeDescription;
import java.nio.file.Path;

/** tar(1) and rsync(1) carry a tree with one of everything in and out. */
final class Archives {
  private static final String MAKE =
      """
      mkdir tree; cd tree
      for i in {1..40}; do mkdir -p "d$((i % 7))/e$i"; head -c $((i * 997)) /dev/urandom >"d$((i % 7))/e$i/f"; done
      head -c 3000000 /dev/urandom >big; ln big d1/hard; ln -s ../big d1/soft; ln -s nowhere dangling
      ln d1/soft d1/hard-soft; truncate -s 5M sparse; printf middle | dd of=sparse bs=1 seek=2000000 conv=notrunc status=none
      mkfifo fifo; mknod null c 1 3; mknod block b 7 200
      chmod 4755 d1/e1/f; chmod 2775 d2; chmod 1777 d3; chmod 0 d4/e4/f; chown 1234:4321 d5/e5/f d5; chown -h 77:88 dangling
      touch -d '2001-02-03 04:05:06.789012345' d6/e6/f d6; touch -h -d '1999-09-09' d1/soft
      setfattr -n user.colour -v blue big; setfattr -n user.empty d1; setfattr -n trusted.secret -v 0x00ff d2/e2/f
      setfacl -m u:1234:rw,g:77:r d0/e7/f; setfacl -d -m u:99:rwx d0
      touch "a b" $'new\\nline' '*' -- -dash "$(printf 'x%.0s' {1..255})"; mkdir "$(printf 'deep/%.0s' {1..60})" -p
      """;

  private static final String RSYNC_IN =
      """
      rsync -aHAXS -@-1 --numeric-ids "$1/tree/" in/
      rsync -aHAXSn --numeric-ids -@-1 --checksum --delete --itemize-changes "$1/tree/" in/
      """;

  /** Changes at both ends, by each way that rsync knows to write a file. */
  private static final String RSYNC_AGAIN =
      """
      cp -a "$1/tree" "$1/changed"; cd "$1/changed"; dd if=/dev/urandom of=big bs=1000 seek=900 count=7 conv=notrunc status=none
      rm -r d3; mv d5 renamed; echo more >>d1/e1/f; chmod 600 d2/e2/f; cd - >/dev/null; rm -r in/d6
      cp -a in appended; rsync -aHAXS -@-1 --numeric-ids --inplace --no-whole-file --delete "$1/changed/" in/
      rsync -aHAXS -@-1 --numeric-ids --delay-updates --fuzzy --delete-after --no-whole-file "$1/changed/" appended/
      for each in in appended; do
        rsync -aHAXSn --numeric-ids -@-1 --checksum --delete --itemize-changes "$1/changed/" $each/
      done
      """;

  private static final String OUT =
      """
      rsync -aHAXS -@-1 --numeric-ids in/ "$1/out/"
      tar --xattrs --xattrs-include='*' --acls --numeric-owner -Scf archive.tar in
      mkdir untarred; tar --xattrs --xattrs-include='*' --acls --numeric-owner --same-owner -Spxf archive.tar -C untarred
      mkdir "$1/untarred"; tar --xattrs --xattrs-include='*' --acls --numeric-owner --same-owner -Spxf archive.tar -C "$1/untarred"
      tar --compare -f archive.tar 2>&1
      """;

  private Archives() {}

  static void run(MirroredPair pair) throws Exception {
    Length.repeat(
        round -> {
          Path directory = pair.make("archives" + round);
          try (TemporaryDirectory outside = TemporaryDirectory.create("lockstep-archives-")) {
            roundTrip(directory, outside.path());
            pair.assertEqualCopies();
          }
          Shell.run(directory, "rm -rf ./*");
        });
  }

  private static void roundTrip(Path directory, Path outside) throws Exception {
    Shell.run(outside, MAKE);
    assertThat(Shell.run(directory, RSYNC_IN, outside)).as("what rsync would change").isEmpty();
    assertEqual(outside.resolve("tree"), directory.resolve("in"));
    assertThat(Shell.run(directory, RSYNC_AGAIN, outside)).as("what rsync would change").isEmpty();
    assertThat(Shell.run(directory, OUT, outside)).as("what tar finds different").isEmpty();
    Path changed = outside.resolve("changed");
    assertEqual(changed, directory.resolve("in"));
    assertEqual(changed, directory.resolve("appended"));
    assertEqual(changed, outside.resolve("out"));
    assertEqual(changed, directory.resolve("untarred/in"));
    assertEqual(changed, outside.resolve("untarred/in"));
  }

  private static void assertEqual(Path wanted, Path found) {
    assertThat(TreeDescription.differences(wanted, found)).as("%s and %s", wanted, found).isEmpty();
  }
}
