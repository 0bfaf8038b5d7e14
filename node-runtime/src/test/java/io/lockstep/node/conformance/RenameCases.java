package io.lockstep.node.conformance;

import static io.lockstep.node.posix.Directories.RENAME_EXCHANGE;
import static io.lockstep.node.posix.Directories.RENAME_NOREPLACE;
import static io.lockstep.node.posix.Directories.RENAME_WHITEOUT;

import io.lockstep.node.posix.OpenFlags;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** renameat2(2): every flag for every pair of types, in one directory and across two. */
final class RenameCases {

  private static final int HERE = -100;
  private static final List<String> KINDS =
      List.of("file", "dir", "full", "link", "fifo", "sock", "char", "none");

  private RenameCases() {}

  private static Map<String, Integer> flags() {
    Map<String, Integer> flags = new LinkedHashMap<>();
    flags.put("plain", 0);
    flags.put("NOREPLACE", RENAME_NOREPLACE);
    flags.put("EXCHANGE", RENAME_EXCHANGE);
    flags.put("WHITEOUT", RENAME_WHITEOUT);
    flags.put("NOREPLACE|WHITEOUT", RENAME_NOREPLACE | RENAME_WHITEOUT);
    flags.put("NOREPLACE|EXCHANGE", RENAME_NOREPLACE | RENAME_EXCHANGE);
    flags.put("unknown", 8);
    return flags;
  }

  static Stream<Case> pairs() {
    return flags().entrySet().stream()
        .flatMap(
            flag ->
                KINDS.stream()
                    .flatMap(
                        kind ->
                            Stream.of("", "other/")
                                .map(
                                    to ->
                                        new Case(
                                            "rename: %s, %s to %s"
                                                .formatted(
                                                    flag.getKey(),
                                                    kind,
                                                    to.isEmpty()
                                                        ? "every type"
                                                        : "every type elsewhere"),
                                            p -> toEveryType(p, kind, to, flag.getValue())))));
  }

  private static void toEveryType(Program p, String kind, String to, int flags) {
    p.prepare(
        x -> {
          x.directory("other", 0755);
          for (String target : KINDS) {
            Fixture.make(x, kind, "s-" + target);
            Fixture.make(x, target, to + "t-" + target);
          }
          x.age(".", "other");
        });
    for (String target : KINDS) {
      rename(p, "s-" + target, to + "t-" + target, flags);
    }
  }

  private static void rename(Program p, String from, String to, int flags) {
    p.call("renameat2", HERE, from, HERE, to, flags);
  }

  static Stream<Case> single() {
    return Stream.of(
        new Case("rename: names of one file", RenameCases::sameFile),
        new Case("rename: a directory into itself", RenameCases::intoItself),
        new Case("rename: dots and slashes", RenameCases::dots),
        new Case("rename: in sticky directories", RenameCases::sticky),
        new Case("rename: without permission", RenameCases::forbidden),
        new Case("rename: a directory that others may not write", RenameCases::foreignDirectory),
        new Case("rename: the replaced file stays usable", RenameCases::replacedIsOpen),
        new Case("rename: open files and directories keep their content", RenameCases::openOnes),
        new Case("rename: exchange of a directory and its grandchild", RenameCases::exchangeNested),
        new Case("rename: whiteout by an ordinary user", RenameCases::whiteoutByUser),
        new Case("rename: a chain of files", RenameCases::chain));
  }

  private static void sameFile(Program p) {
    p.prepare(x -> x.file("a", 0644, "x").link("a", "b").age(".", "a"));
    rename(p, "a", "b", 0);
    rename(p, "a", "a", 0);
    rename(p, "a", "b", RENAME_EXCHANGE);
    rename(p, "a", "b", RENAME_NOREPLACE);
    rename(p, "a", "b", RENAME_WHITEOUT);
  }

  private static void intoItself(Program p) {
    p.prepare(x -> x.directory("d", 0755).directory("d/e", 0755).directory("d/e/f", 0755));
    rename(p, "d", "d/e", 0);
    rename(p, "d", "d/e/g", 0);
    rename(p, "d/e/f", "d", 0);
    rename(p, "d/e/f", "d/e", 0);
    rename(p, "d", "d/e", RENAME_EXCHANGE);
    rename(p, "d/e", "d", RENAME_EXCHANGE);
    rename(p, "d/e/f", "f", 0);
    rename(p, "d", "f/d", 0);
  }

  private static void dots(Program p) {
    p.prepare(x -> x.directory("d", 0755).file("f", 0644, "f").symlink("d", "l"));
    for (String path : List.of(".", "..", "d/.", "d/..", "f/", "l/", "d/", "none/", "")) {
      rename(p, path, "new", 0);
      rename(p, "d", path, 0);
    }
    rename(p, "d/", "e/", 0);
    rename(p, "f", "f2/", 0);
  }

  private static void sticky(Program p) {
    p.prepare(
        x -> {
          x.directory("tmp", 01777).directory("own", 0777);
          x.file("tmp/bob", 0666, "bob").own("tmp/bob", 1002, 1002);
          x.file("tmp/alice", 0666, "alice").own("tmp/alice", 1001, 1001);
          x.directory("tmp/d", 0777).own("tmp/d", 1002, 1002);
        });
    p.as(
        Credentials.ALICE,
        () -> {
          rename(p, "tmp/bob", "tmp/x", 0);
          rename(p, "tmp/alice", "tmp/bob", 0);
          rename(p, "tmp/alice", "tmp/bob", RENAME_EXCHANGE);
          rename(p, "tmp/d", "own/d", 0);
          p.call("unlink", "tmp/bob");
          p.call("rmdir", "tmp/d");
          rename(p, "tmp/alice", "tmp/mine", 0);
          rename(p, "tmp/mine", "own/mine", 0);
        });
  }

  private static void forbidden(Program p) {
    p.prepare(
        x ->
            x.directory("shut", 0755)
                .directory("own", 0777)
                .file("shut/f", 0666, "f")
                .directory("hidden", 0700)
                .file("hidden/f", 0666, "f"));
    p.as(
        Credentials.ALICE,
        () -> {
          rename(p, "shut/f", "own/f", 0);
          rename(p, "shut/f", "shut/g", 0);
          rename(p, "hidden/f", "own/f", 0);
          rename(p, "own/none", "shut/none", 0);
          rename(p, "none", "own/none", 0);
        });
  }

  /** Its entry {@code ..} would change. */
  private static void foreignDirectory(Program p) {
    p.prepare(x -> x.directory("a", 0777).directory("b", 0777).directory("a/d", 0755));
    p.as(
        Credentials.ALICE,
        () -> {
          rename(p, "a/d", "a/e", 0);
          rename(p, "a/e", "b/e", 0);
        });
  }

  private static void replacedIsOpen(Program p) {
    p.prepare(
        x ->
            x.file("old", 0644, "old")
                .file("new", 0644, "new")
                .file("o2", 0644, "2")
                .link("o2", "o3")
                .file("n2", 0600, "n"));
    Fd old = p.open("old", OpenFlags.O_RDWR, 0);
    rename(p, "new", "old", 0);
    p.write(old, "still", 0);
    p.read(old, 10, 0);
    p.call("fchmod", old, 0604);
    p.stat(old);
    Fd linked = p.open("o2", OpenFlags.O_RDWR, 0);
    rename(p, "n2", "o2", 0);
    p.write(linked, "by the other name", 0);
    p.stat(linked);
    p.show("o3");
  }

  private static void openOnes(Program p) {
    p.prepare(x -> x.directory("d", 0755).file("d/f", 0644, "f").directory("e", 0755));
    Fd directory = p.open("d", OpenFlags.O_DIRECTORY, 0);
    Fd file = p.open("d/f", OpenFlags.O_RDWR, 0);
    rename(p, "d", "e/d", 0);
    p.call("mkdirat", directory, "inside", 0755);
    p.call("mkdirat", directory, "../beside", 0755);
    p.write(file, "written", 0);
    rename(p, "e/d/f", "g", 0);
    p.write(file, "again", 3);
    p.call("fchmod", file, 0600);
    p.show("g");
    p.call("renameat2", directory, "inside", HERE, "outside", 0);
  }

  private static void exchangeNested(Program p) {
    p.prepare(
        x ->
            x.directory("a", 0755)
                .directory("b", 0755)
                .directory("a/x", 0700)
                .file("b/y", 0644, "y"));
    rename(p, "a/x", "b/y", RENAME_EXCHANGE);
    rename(p, "a", "b/y", RENAME_EXCHANGE);
    rename(p, "a", "b", RENAME_EXCHANGE);
    p.call("mkdir", "a/y/new", 0755);
  }

  private static void whiteoutByUser(Program p) {
    p.prepare(x -> x.directory("own", 0777).file("own/f", 0666, "f").own("own/f", 1001, 1001));
    p.as(
        Credentials.ALICE,
        () -> {
          rename(p, "own/f", "own/g", RENAME_WHITEOUT);
          p.call("unlink", "own/f");
        });
  }

  private static void chain(Program p) {
    p.prepare(x -> x.file("f0", 0644, "zero"));
    Fd fd = p.open("f0", OpenFlags.O_RDWR, 0);
    for (int i = 0; i < 20; i++) {
      rename(p, "f" + i, "f" + (i + 1), 0);
      p.write(fd, "step " + i, 0);
    }
    p.show("f20");
  }
}
