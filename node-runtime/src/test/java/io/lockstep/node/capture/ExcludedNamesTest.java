package io.lockstep.node.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.scope.Exclusion;
import io.lockstep.node.tree.TreeDescription;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Names that are not replicated, on a real mount. */
class ExcludedNamesTest {

  private static final Exclusion EXCLUSION =
      Exclusion.of(List.of("*.tmp", "/own", "/base/*/local"));

  /** What is excluded is only here, all else is equal, modification times of directories too. */
  private static void assertOnlyTheRestIsReplicated(Mounted mounted) {
    mounted.unmount();
    assertThat(mounted.failures()).isEmpty();
    assertThat(TreeDescription.of(mounted.replica()))
        .isEqualTo(replicatedOf(TreeDescription.of(mounted.directory())));
  }

  private static TreeMap<String, String> replicatedOf(java.util.Map<String, String> all) {
    TreeMap<String, String> left = new TreeMap<>(all);
    left.keySet()
        .removeIf(path -> path.matches("own(/.*)?|(.*/)?[^/]*\\.tmp(/.*)?|base/[^/]*/local(/.*)?"));
    return left;
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void whatStandsBelowThemIsThisNodesOwn(Mode mode) throws Exception {
    try (Mounted mounted = Mounted.start(mode, EXCLUSION)) {
      String listed =
          mounted.run(
              """
              mkdir -p own/d base/1/local base/1/kept
              echo one >own/d/f; echo two >base/1/local/f; echo three >base/1/kept/f
              echo four >x.tmp; echo five >base/1/kept/y.tmp; echo six >f
              ln own/d/f own/g; ln -s f own/s; mkfifo own/p; mv own/g own/h
              truncate -s 1M own/d/f; setfattr -n user.a -v b own/d/f; chmod 600 own/d/f
              chown 1:2 own/h; touch -h -d 2001-01-01 own/s; fallocate -p -o 8192 -l 4096 own/d/f
              sync own/d/f; rm x.tmp; rmdir own/none 2>/dev/null || mkdir own/none && rmdir own/none
              exec 3<>own/open; rm own/open; echo more >&3; exec 3>&-
              ls own own/d; cat own/h | tr -d '\\0'
              """);
      assertThat(listed).contains("d\nh\np\ns\n").contains("one");
      assertOnlyTheRestIsReplicated(mounted);
    }
  }

  @Test
  void nothingIsLinkedOrRenamedAcrossTheirBorder() throws Exception {
    try (Mounted mounted = Mounted.start(Mode.STRICT, EXCLUSION)) {
      String results =
          mounted.run(
              """
              mkdir own d base base/1 base/1/local; echo a >own/f; echo b >g
              python3 - <<'END'
              import errno, os
              def tell(what, call, *names):
                  try:
                      call(*names)
                      print(what, *names, "0")
                  except OSError as e:
                      print(what, *names, errno.errorcode[e.errno])
              tell("rename", os.rename, "own/f", "f")
              tell("rename", os.rename, "g", "own/g")
              tell("rename", os.rename, "g", "g.tmp")
              tell("link", os.link, "g", "own/g")
              tell("link", os.link, "own/f", "d/f")
              tell("rename", os.rename, "base", "other")
              tell("rename", os.rename, "base/1", "d/1")
              tell("rename", os.rename, "d", "base/2")
              tell("rename", os.rename, "g", "base/g")
              tell("rename", os.rename, "own/f", "own/k.tmp")
              END
              mv own/k.tmp h; mv h own; ls own base
              """);
      assertThat(results)
          .isEqualTo(
              """
              rename own/f f EXDEV
              rename g own/g EXDEV
              rename g g.tmp EXDEV
              link g own/g EXDEV
              link own/f d/f EXDEV
              rename base other EXDEV
              rename base/1 d/1 EXDEV
              rename d base/2 EXDEV
              rename g base/g 0
              rename own/f own/k.tmp 0
              base:
              1
              g

              own:
              h
              """);
      assertOnlyTheRestIsReplicated(mounted);
    }
  }

  @Test
  void aFileWithoutANameMayGetAnyName() throws Exception {
    try (Mounted mounted = Mounted.start(Mode.STRICT, EXCLUSION)) {
      mounted.run(
          """
          mkdir own d
          python3 - <<'END'
          import os
          here = os.open(".", os.O_RDONLY)
          for made, linked in (("own", "d/a"), ("d", "own/b"), ("own", "own/c"), ("d", "d/e.tmp")):
              fd = os.open(made, os.O_TMPFILE | os.O_RDWR, 0o640)
              os.write(fd, linked.encode())
              os.link("/proc/self/fd/%d" % fd, linked, src_dir_fd=here)
              os.write(fd, b" and more")
              os.close(fd)
          END
          """);
      assertThat(mounted.directory().resolve("own/b")).hasContent("own/b and more");
      assertThat(mounted.directory().resolve("d/e.tmp")).hasContent("d/e.tmp and more");
      assertThat(mounted.replica().resolve("d/a")).hasContent("d/a and more");
      assertOnlyTheRestIsReplicated(mounted);
    }
  }

  /** A name it did not get must not decide on which side it is. */
  @Test
  void aFileThatWasRefusedAnExcludedNameIsReplicatedUnderAnother() throws Exception {
    try (Mounted mounted = Mounted.start(Mode.STRICT, EXCLUSION)) {
      mounted.run("mkdir own d");
      Path immutable = mounted.backing().resolve("own");
      mounted.run("chattr +i " + immutable);
      mounted.run(
          """
          python3 - <<'END'
          import os
          here = os.open(".", os.O_RDONLY)
          fd = os.open("d", os.O_TMPFILE | os.O_RDWR, 0o640)
          os.write(fd, b"content")
          try:
              os.link("/proc/self/fd/%d" % fd, "own/f", src_dir_fd=here)
              raise SystemExit("own/f was made")
          except PermissionError:
              pass
          os.link("/proc/self/fd/%d" % fd, "d/f", src_dir_fd=here)
          os.write(fd, b" and more")
          END
          """);
      mounted.run("chattr -i " + immutable);
      assertThat(mounted.replica().resolve("d/f")).hasContent("content and more");
      assertOnlyTheRestIsReplicated(mounted);
    }
  }

  /** On this node a directory is empty; the other may still have something of its own in it. */
  @Test
  void aDirectoryGoesWithWhatTheOtherNodeHasInIt() throws Exception {
    try (Mounted mounted = Mounted.start(Mode.STRICT, EXCLUSION)) {
      mounted.run("mkdir d e f; mkdir -p base/1/local; rmdir base/1/local");
      Files.writeString(mounted.replica().resolve("d/x.tmp"), "its own");
      Path deep = Files.createDirectory(mounted.replica().resolve("e/y.tmp"));
      Files.writeString(deep.resolve("z"), "its own");
      Files.createDirectories(mounted.replica().resolve("base/1/local/sub"));
      mounted.run("rmdir d; mv -T f e; rmdir base/1 base");
      assertThat(mounted.failures()).isEmpty();
      assertThat(mounted.replica().resolve("d")).doesNotExist();
      assertThat(deep).doesNotExist();
      assertOnlyTheRestIsReplicated(mounted);
    }
  }

  @Test
  void aDirectoryThatHoldsSomethingElseStays() throws Exception {
    try (Mounted mounted = Mounted.start(Mode.STRICT, EXCLUSION)) {
      mounted.run("mkdir d");
      Path unexpected = Files.writeString(mounted.replica().resolve("d/precious"), "its own");
      Path own = Files.writeString(mounted.replica().resolve("d/x.tmp"), "its own");
      mounted.run("rmdir d");
      assertThat(mounted.failures()).hasSize(1).first().asString().startsWith("ENOTEMPTY");
      mounted.writes().expectFailure(Errno.ENOTEMPTY);
      assertThat(unexpected).exists();
      assertThat(own).exists();
    }
  }

  /** Looking a file up below another name must not make it forget which side it is on. */
  @Test
  void aFileStaysOnItsSideWhenItsNamesAreForgotten() throws Exception {
    try (Mounted mounted = Mounted.start(Mode.STRICT, EXCLUSION)) {
      mounted.run("mkdir own own/d; echo a >own/d/f");
      mounted.captured().access(Access.READ);
      mounted.captured().access(Access.WRITE);
      mounted.run("echo b >>own/d/f; chmod 600 own/d/f; echo c >own/d/g");
      assertOnlyTheRestIsReplicated(mounted);
    }
  }
}
