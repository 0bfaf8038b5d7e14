package io.lockstep.node.conformance;

import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.Stat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Making, linking and removing entries: link(2), symlink(2), mknod(2), mkdir(2), unlink(2). */
final class EntryCases {

  private static final int HERE = -100;
  private static final int AT_REMOVEDIR = 0x200;
  private static final int AT_SYMLINK_FOLLOW = 0x400;

  private EntryCases() {}

  private static Map<String, Integer> types() {
    Map<String, Integer> types = new LinkedHashMap<>();
    types.put("regular", Stat.S_IFREG);
    types.put("untyped", 0);
    types.put("fifo", Fixture.S_IFIFO);
    types.put("socket", Fixture.S_IFSOCK);
    types.put("char device", Stat.S_IFCHR);
    types.put("block device", Stat.S_IFBLK);
    types.put("directory by mknod", Stat.S_IFDIR);
    return types;
  }

  /** Each type, in each kind of parent, under several masks and modes, by both. */
  static Stream<Case> creations() {
    return types().entrySet().stream()
        .flatMap(
            type ->
                Stream.of(0777, 02777, 01777, 02770)
                    .map(
                        parent ->
                            new Case(
                                "mknod: %s in a directory of mode %o"
                                    .formatted(type.getKey(), parent),
                                p -> create(p, type.getValue(), parent))));
  }

  private static void create(Program p, int type, int parentMode) {
    p.prepare(
        x ->
            x.directory("in", parentMode)
                .own("in", 0, Credentials.TEAM)
                .mode("in", parentMode)
                .age("in"));
    int number = 0;
    for (Credentials who : List.of(Credentials.ROOT, Credentials.ALICE, Credentials.BOB)) {
      for (int umask : new int[] {0, 027, 0777}) {
        p.silently("umask", umask);
        for (int mode : new int[] {0644, 06755, 02070}) {
          String name = "in/" + number++;
          long device = type == Stat.S_IFCHR || type == Stat.S_IFBLK ? 0x12345L : 0L;
          p.as(who, () -> p.call("mknod", name, type | mode, device));
        }
      }
    }
  }

  static Stream<Case> onEveryType() {
    Map<String, java.util.function.BiConsumer<Program, String>> actions = new LinkedHashMap<>();
    actions.put("unlink", (p, path) -> p.call("unlink", path));
    actions.put("rmdir", (p, path) -> p.call("rmdir", path));
    actions.put("mkdir", (p, path) -> p.call("mkdir", path, 0755));
    actions.put("mknod", (p, path) -> p.call("mknod", path, Fixture.S_IFIFO | 0644, 0L));
    actions.put("symlink onto it", (p, path) -> p.call("symlink", "target", path));
    actions.put("link of it", (p, path) -> p.call("link", path, "new-link"));
    actions.put(
        "link followed",
        (p, path) -> p.call("linkat", HERE, path, HERE, "new-link", AT_SYMLINK_FOLLOW));
    actions.put("link onto it", (p, path) -> p.call("link", "secret", path));
    actions.put("readlink", (p, path) -> p.call("readlink", path, p.buffer(100), 100L));
    actions.put("chdir", (p, path) -> p.call("chdir", path));
    actions.put("truncate", (p, path) -> p.call("truncate", path, 3L));
    actions.put("chmod", (p, path) -> p.call("chmod", path, 0711));
    actions.put("lchown", (p, path) -> p.call("lchown", path, 1001, Credentials.TEAM));
    actions.put("chown", (p, path) -> p.call("chown", path, 1001, -1));
    return actions.entrySet().stream()
        .flatMap(
            action ->
                Stream.concat(
                        Fixture.ENTRIES.stream(),
                        Stream.of(
                            "none", "file/", "dir/", "none/", "file/below", "dir/.", "dir/.."))
                    .map(
                        path ->
                            new Case(
                                "%s: '%s'".formatted(action.getKey(), path),
                                p -> {
                                  Fixture.everyType(p);
                                  p.as(Credentials.ALICE, () -> action.getValue().accept(p, path));
                                  action.getValue().accept(p, path);
                                })));
  }

  static Stream<Case> single() {
    return Stream.of(
        new Case("link: across directories, and back to one name", EntryCases::links),
        new Case("link: of a file that is open by its other name", EntryCases::linksOpen),
        new Case("symlink: long, empty, odd targets", EntryCases::targets),
        new Case("symlink: loops and depth", EntryCases::loops),
        new Case("rmdir: of a directory in use", EntryCases::removedDirectory),
        new Case("unlink: in directories of all permissions", EntryCases::permissions),
        new Case("unlink: and the same name again", EntryCases::again),
        new Case("mkdir: deep, by relative names", EntryCases::deep),
        new Case("mkdir: a path as long as allowed", EntryCases::longPath),
        new Case("fifo: carries data", EntryCases::pipe),
        new Case("socket: is bound and reached", EntryCases::socket),
        new Case("device: the null device works", EntryCases::device),
        new Case("mkdir: mode bits", EntryCases::directoryModes));
  }

  private static void links(Program p) {
    p.prepare(
        x ->
            x.directory("a", 0755)
                .directory("b", 0755)
                .file("a/f", 0644, "text")
                .age("a", "b", "a/f"));
    p.call("link", "a/f", "b/g");
    p.call("link", "b/g", "h");
    p.call("unlink", "a/f");
    p.call("chmod", "h", 0600);
    p.call("truncate", "b/g", 2L);
    p.call("rename", "h", "b/g");
    p.call("unlink", "h");
    p.show("b/g");
    p.call("link", "b/g", "b/none/x");
  }

  private static void linksOpen(Program p) {
    Fd fd = p.open("f", OpenFlags.O_CREAT | OpenFlags.O_RDWR, 0644);
    p.call("link", "f", "g");
    p.call("unlink", "f");
    p.write(fd, "one");
    p.call("link", "g", "f");
    p.call("unlink", "g");
    p.write(fd, "two");
    p.stat(fd);
    p.show("f");
  }

  private static void targets(Program p) {
    for (String target :
        List.of(
            "",
            "x".repeat(59),
            "x".repeat(60),
            "x".repeat(4095),
            "x".repeat(4096),
            "\377\n\t ",
            "/",
            "..")) {
      String name = "to-" + target.length() + "-" + Math.abs(target.hashCode());
      p.call("symlink", target, name);
      p.call("readlink", name, p.buffer(5000), 5000L);
      p.call("readlink", name, p.buffer(3), 3L);
    }
    p.prepare(x -> x.age("to-59-" + Math.abs("x".repeat(59).hashCode())));
  }

  private static void loops(Program p) {
    p.prepare(
        x -> {
          x.symlink("b", "a").symlink("a", "b").file("file", 0644, "end");
          x.symlink("file", "l0");
          for (int i = 1; i < 45; i++) {
            x.symlink("l" + (i - 1), "l" + i);
          }
        });
    p.open("a", OpenFlags.O_RDONLY, 0);
    p.call("chmod", "b", 0600);
    for (int i = 38; i < 45; i++) {
      p.show("l" + i);
    }
  }

  private static void removedDirectory(Program p) {
    p.prepare(x -> x.directory("d", 0755).directory("e", 0755));
    Fd fd = p.open("d", OpenFlags.O_DIRECTORY, 0);
    p.call("chdir", "e");
    p.call("unlinkat", fd, "../d", AT_REMOVEDIR);
    p.stat(fd);
    p.call("mkdirat", fd, "inside", 0755);
    p.call("openat", fd, "inside", OpenFlags.O_CREAT | OpenFlags.O_RDWR, 0644);
    p.call("symlinkat", "x", fd, "inside");
    p.call("openat", fd, ".", OpenFlags.O_TMPFILE | OpenFlags.O_RDWR, 0644);
    p.call("fchmod", fd, 0700);
    p.call("fchown", fd, 7, 7);
    p.call("getdents64", fd, p.buffer(1000), 1000L);
    p.call("rmdir", "../e");
    p.call("mkdir", "inside", 0755);
    p.call("chmod", ".", 0711);
    p.call("fsync", fd);
    p.call("mkdir", "../d", 0755);
    p.stat(fd);
  }

  private static void permissions(Program p) {
    for (int mode : new int[] {0777, 0733, 0755, 0766, 0711, 0744, 0700, 0}) {
      String d = "d%o".formatted(mode);
      p.prepare(
          x ->
              x.directory(d, 0777)
                  .file(d + "/f", 0666, "f")
                  .directory(d + "/s", 0777)
                  .mode(d, mode));
      p.as(
          Credentials.ALICE,
          () -> {
            p.show(d + "/f");
            p.call("access", d + "/f", 4);
            p.call("access", d, 2);
            p.call("link", d + "/f", d + "/g");
            p.call("mkdir", d + "/new", 0755);
            p.call("unlink", d + "/f");
            p.call("rmdir", d + "/s");
            p.call("rmdir", d + "/none");
            p.open(d, OpenFlags.O_DIRECTORY, 0);
          });
    }
  }

  private static void again(Program p) {
    for (String kind : List.of("file", "dir", "link", "fifo", "char", "file")) {
      p.prepare(x -> Fixture.make(x, kind, "name"));
      p.say(kind);
      p.call(kind.equals("dir") ? "rmdir" : "unlink", "name");
      p.call("access", "name", 0);
    }
  }

  private static void deep(Program p) {
    String name = "d".repeat(100);
    p.quietly(
        () -> {
          for (int i = 0; i < 60; i++) {
            p.call("mkdir", name, 0755);
            p.call("chdir", name);
          }
          Fd fd = p.open("bottom", OpenFlags.O_CREAT | OpenFlags.O_RDWR, 0644);
          p.write(fd, "deep down");
          p.call("rename", "bottom", "../up");
          p.call("chdir", "../..");
        });
  }

  private static void longPath(Program p) {
    String part = "p".repeat(254) + "/";
    p.quietly(
        () -> {
          for (int i = 1; i <= 16; i++) {
            p.call("mkdir", part.repeat(i), 0755);
          }
          String rest = part.repeat(15);
          for (int length : new int[] {4094, 4095, 4096}) {
            p.call("mkdir", rest + "q".repeat(Math.min(255, length - rest.length())), 0755);
          }
        });
  }

  private static void pipe(Program p) {
    p.call("mkfifo", "fifo", 0622);
    p.open("fifo", OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK, 0);
    Fd read = p.open("fifo", OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, 0);
    Fd write = p.open("fifo", OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK, 0);
    p.write(write, "through");
    p.call("read", read, p.buffer(100), 100L);
    p.call("unlink", "fifo");
    p.write(write, "and");
    p.call("read", read, p.buffer(100), 100L);
    p.call("ftruncate", write, 0L);
    p.call("fsync", write);
    p.stat(read);
  }

  private static void socket(Program p) {
    Sockets.use(p);
  }

  private static void device(Program p) {
    p.call("mknod", "null", Stat.S_IFCHR | 0600, Fixture.NULL_DEVICE);
    Fd fd = p.open("null", OpenFlags.O_RDWR | OpenFlags.O_TRUNC | OpenFlags.O_CREAT, 0);
    p.write(fd, "gone");
    p.read(fd, 10, 0);
    p.stat(fd);
    p.as(Credentials.ALICE, () -> p.open("null", OpenFlags.O_WRONLY, 0));
    p.call("mknod", "whiteout", Stat.S_IFCHR, 0L);
    p.call("mknod", "large", Stat.S_IFBLK | 0600, 0xfffL << 8 | 0xfff00000L | 0xffL);
  }

  private static void directoryModes(Program p) {
    for (int umask : new int[] {0, 022, 077, 0777}) {
      p.silently("umask", umask);
      for (int mode : new int[] {0777, 07777, 0, 01755, 02755, 04755}) {
        p.call("mkdir", "d%o-%o".formatted(umask, mode), mode);
      }
    }
  }
}
