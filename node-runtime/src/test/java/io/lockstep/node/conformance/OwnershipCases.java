package io.lockstep.node.conformance;

import static io.lockstep.node.posix.OpenFlags.O_CREAT;
import static io.lockstep.node.posix.OpenFlags.O_RDWR;
import static io.lockstep.node.posix.OpenFlags.O_TRUNC;
import static io.lockstep.node.posix.OpenFlags.O_WRONLY;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Modes and owners: who may change them, and which other changes take set-ID bits away. */
final class OwnershipCases {

  private static final List<Integer> MODES =
      List.of(06777, 04755, 02755, 02745, 06644, 02644, 01777, 0777, 07000);

  private OwnershipCases() {}

  /** What may take set-ID bits away. */
  private static Map<String, Consumer<Program>> actions() {
    Map<String, Consumer<Program>> actions = new LinkedHashMap<>();
    actions.put("write", p -> p.write(p.open("f", O_RDWR, 0), "w"));
    actions.put("write nothing", p -> p.write(p.open("f", O_RDWR, 0), ""));
    actions.put("truncate", p -> p.call("truncate", "f", 2L));
    actions.put("truncate to the same size", p -> p.call("truncate", "f", 10L));
    actions.put("ftruncate", p -> p.call("ftruncate", p.open("f", O_RDWR, 0), 3L));
    actions.put("open with O_TRUNC", p -> p.open("f", O_WRONLY | O_TRUNC, 0));
    actions.put("fallocate", p -> p.call("fallocate", p.open("f", O_RDWR, 0), 0, 0L, 100L));
    actions.put("punch a hole", p -> p.call("fallocate", p.open("f", O_RDWR, 0), 3, 0L, 5L));
    actions.put(
        "set a time", p -> p.call("utimensat", -100, "f", java.lang.foreign.MemorySegment.NULL, 0));
    actions.put("set an attribute", p -> p.call("setxattr", "f", "user.x", p.bytes("v"), 1L, 0));
    actions.put("rename", p -> p.call("rename", "f", "g"));
    actions.put("link", p -> p.call("link", "f", "g"));
    return actions;
  }

  static Stream<Case> clearing() {
    return actions().entrySet().stream()
        .flatMap(
            action ->
                Stream.of(Credentials.ROOT, Credentials.ALICE)
                    .map(
                        who ->
                            new Case(
                                "set-ID bits: %s as %s".formatted(action.getKey(), who),
                                p -> clear(p, who, action.getValue()))));
  }

  private static void clear(Program p, Credentials who, Consumer<Program> action) {
    p.prepare(x -> x.mode(".", 0777));
    for (int mode : MODES) {
      for (int gid : new int[] {1001, Credentials.TEAM, Credentials.STRANGERS}) {
        p.prepare(
            x ->
                x.file("f", 0644, "0123456789")
                    .own("f", 1001, gid)
                    .mode("f", mode | 0600)
                    .age("f"));
        p.as(who, () -> action.accept(p));
        p.silently("unlink", "f");
        p.silently("unlink", "g");
        p.prepare(_ -> {});
      }
    }
  }

  static Stream<Case> changing() {
    return Stream.of("file", "dir")
        .flatMap(
            kind ->
                Stream.of(
                    new Case("chmod: a %s, by all".formatted(kind), p -> chmods(p, kind)),
                    new Case(
                        "chown: a %s, by root".formatted(kind),
                        p -> chowns(p, kind, Credentials.ROOT)),
                    new Case(
                        "chown: a %s, by its owner".formatted(kind),
                        p -> chowns(p, kind, Credentials.ALICE)),
                    new Case(
                        "chown: a %s, by another".formatted(kind),
                        p -> chowns(p, kind, Credentials.BOB))));
  }

  private static void chmods(Program p, String kind) {
    p.prepare(x -> Fixture.make(x, kind, "e"));
    for (int gid : new int[] {1001, Credentials.TEAM, Credentials.STRANGERS}) {
      p.prepare(x -> x.own("e", 1001, gid).age("e"));
      for (Credentials who : List.of(Credentials.ROOT, Credentials.ALICE, Credentials.BOB)) {
        for (int mode : new int[] {06755, 02777, 02644, 01777, 0}) {
          p.as(who, () -> p.call("chmod", "e", mode));
        }
      }
    }
  }

  private static void chowns(Program p, String kind, Credentials who) {
    int[][] owners = {
      {1001, -1}, {-1, Credentials.TEAM}, {-1, Credentials.STRANGERS}, {1002, 1002}, {0, 0}
    };
    for (int mode : new int[] {06775, 02765, 0777}) {
      for (int[] owner : owners) {
        p.prepare(
            x -> {
              Fixture.make(x, kind, "e");
              x.own("e", 1001, 1001).mode("e", mode).age("e");
            });
        p.as(who, () -> p.call("chown", "e", owner[0], owner[1]));
        p.silently(kind.equals("dir") ? "rmdir" : "unlink", "e");
        p.prepare(_ -> {});
      }
    }
  }

  static Stream<Case> access() {
    return Stream.of(0, 0400, 0040, 0004, 0070, 0007, 0700, 0111, 0222, 0444)
        .map(mode -> new Case("access: mode %03o".formatted(mode), p -> reach(p, mode)));
  }

  private static void reach(Program p, int mode) {
    for (int gid : new int[] {Credentials.TEAM, Credentials.STRANGERS}) {
      String directory = "d" + gid;
      String file = "f" + gid;
      p.prepare(
          x ->
              x.directory(directory, 0777)
                  .file(directory + "/in", 0666, "in")
                  .file(file, 0644, "text")
                  .own(file, 1002, gid)
                  .mode(file, mode)
                  .own(directory, 1002, gid)
                  .mode(directory, mode));
      for (Credentials who : List.of(Credentials.ALICE, Credentials.BOB)) {
        p.as(who, () -> use(p, directory, file));
      }
    }
  }

  private static void use(Program p, String directory, String file) {
    for (int wanted : new int[] {0, 1, 2, 4, 7}) {
      p.call("access", file, wanted);
      p.call("access", directory, wanted);
    }
    p.show(file);
    p.show(directory + "/in");
    p.open(file, O_RDWR, 0);
    p.call("mkdir", directory + "/new", 0755);
    p.call("rmdir", directory + "/new");
    p.call("chdir", directory);
    p.comeBack();
  }

  static Stream<Case> single() {
    return Stream.of(
        new Case("chown: to the present owner takes bits away", OwnershipCases::chownToSame),
        new Case("chown: nothing, by the owner", OwnershipCases::chownNothing),
        new Case("chown: a symbolic link", OwnershipCases::chownLink),
        new Case("chmod: a symbolic link", OwnershipCases::chmodLink),
        new Case("set-group-ID directories give their group", OwnershipCases::groupDirectories),
        new Case("umask: counts for every creation", OwnershipCases::masks),
        new Case("chown: ids of all sizes", OwnershipCases::largeIds));
  }

  private static void chownToSame(Program p) {
    p.prepare(x -> x.file("f", 0644, "f").own("f", 1001, 1001).mode("f", 06775));
    p.call("chown", "f", 1001, 1001);
    p.prepare(x -> x.mode("f", 06775));
    p.as(Credentials.ALICE, () -> p.call("chown", "f", 1001, 1001));
  }

  private static void chownNothing(Program p) {
    p.prepare(x -> x.file("f", 0644, "f").own("f", 1001, 1001).mode("f", 06775));
    p.as(Credentials.ALICE, () -> p.call("chown", "f", -1, -1));
  }

  private static void chownLink(Program p) {
    p.prepare(x -> x.file("f", 06777, "f").symlink("f", "l").symlink("none", "bad").age("l", "f"));
    p.call("lchown", "l", 1001, 1001);
    p.call("chown", "l", 1002, 1002);
    p.call("chown", "bad", 1, 1);
    p.call("lchown", "bad", 1, 1);
  }

  private static void chmodLink(Program p) {
    p.prepare(x -> x.file("f", 0644, "f").symlink("f", "l"));
    p.call("fchmodat", -100, "l", 0600, 0x100);
    p.call("fchmodat", -100, "l", 0640, 0);
    p.call("fchmodat", -100, "f", 0604, 0x100);
  }

  private static void groupDirectories(Program p) {
    p.prepare(x -> x.directory("team", 0777).own("team", 0, Credentials.TEAM).mode("team", 02777));
    for (Credentials who : List.of(Credentials.ROOT, Credentials.ALICE, Credentials.BOB)) {
      p.as(
          who,
          () -> {
            String base = "team/" + who;
            p.open(base + "-f", O_CREAT | O_RDWR, 0664);
            p.open(base + "-s", O_CREAT | O_RDWR, 02775);
            p.open(base + "-t", O_CREAT | O_RDWR, 02664);
            p.call("mkdir", base + "-d", 0755);
            p.call("mkdir", base + "-d/e", 0700);
            p.call("symlink", "x", base + "-l");
            p.call("mkfifo", base + "-p", 0666);
          });
    }
  }

  private static void masks(Program p) {
    for (int umask : new int[] {0, 0111, 022, 0777}) {
      p.call("umask", umask);
      p.open("f" + umask, O_CREAT | O_RDWR, 0666);
      p.open("x" + umask, O_CREAT | O_RDWR, 07777);
      p.call("mkdir", "d" + umask, 0777);
      p.call("mkfifo", "p" + umask, 0666);
      p.call("symlink", "x", "l" + umask);
    }
  }

  private static void largeIds(Program p) {
    p.prepare(x -> x.file("f", 0644, "f"));
    for (int id : new int[] {65535, 65536, Integer.MAX_VALUE, Integer.MIN_VALUE, -2}) {
      p.call("chown", "f", id, id);
    }
  }
}
