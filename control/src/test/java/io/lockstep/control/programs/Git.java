package io.lockstep.control.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.demo.TemporaryDirectory;
import io.lockstep.control.testkit.MirroredPair;
import java.nio.file.Path;

/** git(1): a history with branches, packs, a clone by its protocol, and the check of it all. */
final class Git {
  private static final String WORK =
      """
      export HOME=$PWD GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org
      export GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
      git config --global core.fsync all
      git config --global init.defaultBranch main
      git init -q here; cd here
      for i in {1..8}; do
        mkdir -p "d$i/e"; echo "$RANDOM" >"d$i/e/f"; seq $((i * 500)) >"d$i/numbers"; echo "$i" >counter
        git add -A; git commit -qm "$i"
      done
      git mv d1 moved; chmod +x d2/e/f; ln -s d3 link; git add -A; git commit -qm moved
      git checkout -q -b side HEAD~3; echo side >side; git add -A; git commit -qm side
      git checkout -q main; git merge -q -m merged side; git tag -a -m tag v1
      git repack -adq; git gc -q --prune=now; git pack-refs --all
      git clone -q "file://$PWD" ../there; git -C ../there checkout -q -b more
      echo more >>../there/counter; git -C ../there commit -qam more; git -C ../there push -q origin more
      git worktree add -q ../tree more
      git fsck --full --strict --no-progress 2>&1; git -C ../there fsck --full --strict --no-progress 2>&1
      git status --porcelain; git -C ../there status --porcelain; git -C ../tree status --porcelain
      """;

  private static final String FROM_THE_COPY =
      """
      cp -a "$1" copy; cd copy
      export HOME=$PWD GIT_CONFIG_NOSYSTEM=1
      git -C here fsck --full --strict --no-progress 2>&1; git -C here status --porcelain
      """;

  private Git() {}

  static void run(MirroredPair pair) throws Exception {
    Length.repeat(
        round -> {
          Path directory = pair.make("git" + round);
          assertThat(Shell.run(directory, WORK)).as("complaints and changes").isEmpty();
          pair.assertEqualCopies();
          try (TemporaryDirectory outside = TemporaryDirectory.create("lockstep-git-")) {
            Path copy = pair.onSecondary(directory.getFileName().toString());
            assertThat(Shell.run(outside.path(), FROM_THE_COPY, copy)).as("on the copy").isEmpty();
          }
          Shell.run(directory, "rm -rf here there tree");
        });
  }
}
