package io.lockstep.node.conformance;

import static io.lockstep.node.posix.OpenFlags.O_EXCL;
import static io.lockstep.node.posix.OpenFlags.O_RDONLY;
import static io.lockstep.node.posix.OpenFlags.O_RDWR;
import static io.lockstep.node.posix.OpenFlags.O_TMPFILE;
import static io.lockstep.node.posix.OpenFlags.O_WRONLY;

import java.util.List;
import java.util.stream.Stream;

/** Files made without a name (O_TMPFILE, open(2)), and those that get one. */
final class UnnamedCases {

  private static final int HERE = -100;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int AT_SYMLINK_FOLLOW = 0x400;

  private UnnamedCases() {}

  static Stream<Case> all() {
    return Stream.of(
        new Case("unnamed: made, used, closed", UnnamedCases::used),
        new Case("unnamed: gets a name with all it holds", UnnamedCases::named),
        new Case("unnamed: gets a name by /proc", UnnamedCases::namedByProc),
        new Case("unnamed: gets no name that is taken", UnnamedCases::taken),
        new Case("unnamed: gets none if exclusive", UnnamedCases::exclusive),
        new Case("unnamed: gets several names", UnnamedCases::severalNames),
        new Case("unnamed: gets a name in another directory", UnnamedCases::elsewhere),
        new Case("unnamed: by ordinary users", UnnamedCases::byUsers),
        new Case("unnamed: written after it got its name", UnnamedCases::writtenLater),
        new Case("unnamed: named, removed, and named again", UnnamedCases::removedAgain),
        new Case("unnamed: sparse and long", UnnamedCases::sparse));
  }

  private static void link(Program p, Fd fd, String name) {
    p.call("linkat", fd, "", HERE, name, AT_EMPTY_PATH);
  }

  private static void used(Program p) {
    Fd fd = p.open(".", O_TMPFILE | O_RDWR, 0640);
    p.write(fd, "temporary");
    p.call("ftruncate", fd, 4L);
    p.call("fchmod", fd, 04711);
    p.call("fsetxattr", fd, "user.a", p.bytes("1"), 1L, 0);
    p.read(fd, 10, 0);
    p.stat(fd);
    p.close(fd);
    p.open(".", O_TMPFILE | O_RDONLY, 0640);
    p.open(".", O_TMPFILE | O_WRONLY, 0640);
    p.open("none", O_TMPFILE | O_RDWR, 0640);
  }

  private static void named(Program p) {
    Fd fd = p.open(".", O_TMPFILE | O_RDWR, 0666);
    p.write(fd, "first");
    p.call("fchmod", fd, 06755);
    p.call("fsetxattr", fd, "user.a", p.bytes("1"), 1L, 0);
    p.call("fsetxattr", fd, "trusted.b", p.bytes("22"), 2L, 0);
    p.call("futimens", fd, TimeCases.times(p, 1, 2, 3, 4));
    link(p, fd, "named");
    p.show("named");
    p.stat(fd);
    link(p, fd, "named");
  }

  private static void namedByProc(Program p) {
    Fd fd = p.open(".", O_TMPFILE | O_RDWR, 0600);
    p.write(fd, "by proc");
    p.call("linkat", HERE, Program.byDescriptor(fd), HERE, "named", AT_SYMLINK_FOLLOW);
    p.show("named");
  }

  private static void taken(Program p) {
    Fixture.everyType(p);
    Fd fd = p.open(".", O_TMPFILE | O_RDWR, 0600);
    p.write(fd, "wants a name");
    for (String name : List.of("file", "dir", "dangling", "none/x", "file/x")) {
      link(p, fd, name);
    }
    link(p, fd, "n".repeat(256));
    link(p, fd, "free");
  }

  private static void exclusive(Program p) {
    Fd fd = p.open(".", O_TMPFILE | O_RDWR | O_EXCL, 0600);
    p.write(fd, "never named");
    link(p, fd, "name");
    p.stat(fd);
  }

  private static void severalNames(Program p) {
    p.prepare(x -> x.directory("d", 0755));
    Fd fd = p.open("d", O_TMPFILE | O_RDWR, 0600);
    p.write(fd, "one");
    link(p, fd, "a");
    link(p, fd, "d/b");
    p.call("link", "a", "c");
    p.call("unlink", "a");
    p.write(fd, "two");
    p.show("d/b");
    p.stat(fd);
  }

  private static void elsewhere(Program p) {
    p.prepare(
        x ->
            x.directory("a", 0755)
                .directory("b", 0755)
                .own("b", 0, 7)
                .mode("b", 02755)
                .age("a", "b"));
    Fd fd = p.open("a", O_TMPFILE | O_RDWR, 0664);
    p.write(fd, "moves");
    link(p, fd, "b/named");
    Fd inherits = p.open("b", O_TMPFILE | O_RDWR, 0664);
    link(p, inherits, "a/named");
  }

  private static void byUsers(Program p) {
    p.prepare(
        x ->
            x.directory("open", 0777)
                .directory("team", 0777)
                .own("team", 0, Credentials.TEAM)
                .mode("team", 02777));
    for (Credentials who : List.of(Credentials.ALICE, Credentials.BOB)) {
      p.as(
          who,
          () -> {
            p.open(".", O_TMPFILE | O_RDWR, 0644);
            for (String directory : List.of("open", "team")) {
              Fd fd = p.open(directory, O_TMPFILE | O_RDWR, 02774);
              p.write(fd, "mine");
              p.stat(fd);
              p.call(
                  "linkat",
                  HERE,
                  Program.byDescriptor(fd),
                  HERE,
                  directory + "/" + who,
                  AT_SYMLINK_FOLLOW);
              link(p, fd, directory + "/" + who + "2");
            }
          });
    }
  }

  private static void writtenLater(Program p) {
    Fd fd = p.open(".", O_TMPFILE | O_RDWR, 0644);
    Fd second = p.open(Program.byDescriptor(fd), O_RDWR, 0);
    p.write(fd, "before ");
    link(p, fd, "named");
    p.write(fd, "after");
    p.write(second, "B", 0);
    p.call("rename", "named", "renamed");
    p.call("ftruncate", second, 9L);
    p.show("renamed");
  }

  private static void removedAgain(Program p) {
    Fd fd = p.open(".", O_TMPFILE | O_RDWR, 0644);
    link(p, fd, "named");
    p.call("unlink", "named");
    p.write(fd, "nameless again");
    link(p, fd, "once-more");
    p.read(fd, 20, 0);
    p.stat(fd);
  }

  private static void sparse(Program p) {
    Fd fd = p.open(".", O_TMPFILE | O_RDWR, 0644);
    p.write(fd, "x".repeat(2_500_000), 3_000_000);
    p.write(fd, "end", 9_999_999);
    p.call("fallocate", fd, 1, 20_000_000L, 100_000L);
    link(p, fd, "named");
    p.extents(fd);
    p.show("named");
  }
}
