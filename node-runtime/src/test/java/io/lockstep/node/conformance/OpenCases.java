package io.lockstep.node.conformance;

import static io.lockstep.node.posix.OpenFlags.O_APPEND;
import static io.lockstep.node.posix.OpenFlags.O_CREAT;
import static io.lockstep.node.posix.OpenFlags.O_DIRECT;
import static io.lockstep.node.posix.OpenFlags.O_DIRECTORY;
import static io.lockstep.node.posix.OpenFlags.O_DSYNC;
import static io.lockstep.node.posix.OpenFlags.O_EXCL;
import static io.lockstep.node.posix.OpenFlags.O_NOATIME;
import static io.lockstep.node.posix.OpenFlags.O_NOFOLLOW;
import static io.lockstep.node.posix.OpenFlags.O_NONBLOCK;
import static io.lockstep.node.posix.OpenFlags.O_PATH;
import static io.lockstep.node.posix.OpenFlags.O_RDONLY;
import static io.lockstep.node.posix.OpenFlags.O_RDWR;
import static io.lockstep.node.posix.OpenFlags.O_SYNC;
import static io.lockstep.node.posix.OpenFlags.O_TMPFILE;
import static io.lockstep.node.posix.OpenFlags.O_TRUNC;
import static io.lockstep.node.posix.OpenFlags.O_WRONLY;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** open(2): every flag on every type of entry, and what the descriptors can do. */
final class OpenCases {

  private OpenCases() {}

  private static Map<String, Integer> flags() {
    Map<String, Integer> flags = new LinkedHashMap<>();
    flags.put("RDONLY", O_RDONLY);
    flags.put("WRONLY", O_WRONLY);
    flags.put("RDWR", O_RDWR);
    flags.put("CREAT", O_RDWR | O_CREAT);
    flags.put("CREAT|EXCL", O_RDWR | O_CREAT | O_EXCL);
    flags.put("WRONLY|TRUNC", O_WRONLY | O_TRUNC);
    flags.put("RDONLY|TRUNC", O_TRUNC);
    flags.put("CREAT|TRUNC", O_WRONLY | O_CREAT | O_TRUNC);
    flags.put("DIRECTORY", O_DIRECTORY);
    flags.put("CREAT|DIRECTORY", O_RDWR | O_CREAT | O_DIRECTORY);
    flags.put("NOFOLLOW", O_NOFOLLOW);
    flags.put("PATH", O_PATH);
    flags.put("PATH|NOFOLLOW", O_PATH | O_NOFOLLOW);
    flags.put("APPEND", O_WRONLY | O_APPEND);
    flags.put("NOATIME", O_NOATIME);
    flags.put("DIRECT", O_RDWR | O_DIRECT);
    flags.put("DSYNC", O_RDWR | O_DSYNC);
    flags.put("SYNC", O_RDWR | O_SYNC);
    flags.put("TMPFILE", O_RDWR | O_TMPFILE);
    return flags;
  }

  static Stream<Case> flagsOnTypes() {
    List<String> targets = new ArrayList<>(Fixture.ENTRIES);
    targets.addAll(List.of("none", "secret", "file/", "dir/", "dir/none", "none/below", ".", ""));
    return flags().entrySet().stream()
        .flatMap(
            flag ->
                targets.stream()
                    .map(
                        target ->
                            new Case(
                                "open: %s of '%s'".formatted(flag.getKey(), target),
                                p -> open(p, target, flag.getValue()))));
  }

  private static void open(Program p, String target, int flags) {
    Fixture.everyType(p);
    for (Credentials who : List.of(Credentials.ALICE, Credentials.ROOT)) {
      p.as(who, () -> p.stat(p.open(target, flags | O_NONBLOCK, 0640)));
    }
  }

  static Stream<Case> single() {
    return Stream.of(
        new Case("open: appenders add at the end, whatever their position", OpenCases::appenders),
        new Case("open: a new file may be written whatever its mode", OpenCases::unwritableMode),
        new Case("open: truncating an empty file moves its time", OpenCases::truncatesEmpty),
        new Case("open: O_SYNC and O_DSYNC write", OpenCases::synchronous),
        new Case("open: O_DIRECT in whole pages", OpenCases::direct),
        new Case("open: direct and cached readers see each other's data", OpenCases::mixed),
        new Case("open: path descriptors", OpenCases::paths),
        new Case("open: creation through a dangling link", OpenCases::throughLink),
        new Case("open: two openers of a new file", OpenCases::twice),
        new Case("open: by /proc/self/fd", OpenCases::byDescriptor));
  }

  private static void appenders(Program p) {
    Fd one = p.open("log", O_CREAT | O_WRONLY | O_APPEND, 0644);
    Fd two = p.open("log", O_WRONLY | O_APPEND, 0);
    Fd plain = p.open("log", O_RDWR, 0);
    p.write(one, "one ");
    p.write(two, "two ");
    p.write(plain, "P");
    p.write(one, "one ");
    p.write(two, "at", 0);
    p.call("lseek", one, 0L, 1);
    p.call("lseek", two, 0L, 1);
    p.call("ftruncate", one, 3L);
    p.write(two, "end");
    p.read(plain, 100, 0);
  }

  private static void unwritableMode(Program p) {
    p.prepare(x -> x.directory("open", 0777));
    p.as(
        Credentials.ALICE,
        () -> {
          Fd fd = p.open("open/new", O_CREAT | O_RDWR, 0);
          p.write(fd, "text");
          p.call("ftruncate", fd, 2L);
          p.read(fd, 10, 0);
          p.open("open/new", O_RDONLY, 0);
          p.call("fchmod", fd, 0400);
          p.open("open/new", O_RDONLY, 0);
          p.open("open/new", O_WRONLY, 0);
        });
  }

  private static void truncatesEmpty(Program p) {
    p.prepare(x -> x.file("empty", 0644, "").file("some", 0644, "some").age("empty", "some"));
    p.open("empty", O_WRONLY | O_TRUNC, 0);
    p.open("some", O_WRONLY | O_TRUNC, 0);
  }

  private static void synchronous(Program p) {
    for (int flag : new int[] {O_SYNC, O_DSYNC}) {
      Fd fd = p.open("f" + flag, O_CREAT | O_RDWR | flag, 0644);
      p.write(fd, "first ");
      p.write(fd, "second", 6);
      p.call("fsync", fd);
      p.call("fdatasync", fd);
      p.read(fd, 100, 0);
    }
  }

  private static void direct(Program p) {
    Fd fd = p.open("f", O_CREAT | O_RDWR | O_DIRECT, 0644);
    var raw = p.buffer(12288);
    long offset = -raw.address() & 4095;
    var page = raw.asSlice(offset, 4096).fill((byte) 'd');
    p.call("pwrite", fd, page, 4096L, 0L);
    p.call("pwrite", fd, page, 4096L, 16384L);
    p.call("pread", fd, page, 4096L, 4096L);
    p.call("pread", fd, page, 4096L, 20480L);
    p.call("lseek", fd, 0L, 2);
    p.show("f");
  }

  private static void mixed(Program p) {
    Fd cached = p.open("f", O_CREAT | O_RDWR, 0644);
    p.write(cached, "c".repeat(8192), 0);
    Fd direct = p.open("f", O_RDWR | O_DIRECT, 0);
    var raw = p.buffer(12288);
    var page = raw.asSlice(-raw.address() & 4095, 4096).fill((byte) 'd');
    p.read(cached, 10, 4090);
    p.call("pwrite", direct, page, 4096L, 4096L);
    p.read(cached, 10, 4090);
    p.write(cached, "after", 0);
    p.call("pread", direct, page, 4096L, 0L);
    p.say(Snapshot.text(page, 10));
  }

  private static void paths(Program p) {
    Fixture.everyType(p);
    Fd fd = p.open("secret", O_PATH, 0);
    p.call("read", fd, p.buffer(8), 8L);
    p.call("fchmod", fd, 0644);
    p.call("fchown", fd, 1, 1);
    p.call("ftruncate", fd, 0L);
    p.call("fsync", fd);
    p.call("lseek", fd, 0L, 0);
    p.call("linkat", fd, "", -100, "linked", 0x1000);
    p.call("fchownat", fd, "", 5, 6, 0x1000);
    p.call("unlink", "secret");
    p.stat(fd);
    Fd directory = p.open("full", O_PATH, 0);
    p.call("mkdirat", directory, "more", 0755);
    p.call("unlinkat", directory, "inner", 0);
    p.call("fchdir", directory);
    p.call("mkdir", "here", 0700);
  }

  private static void throughLink(Program p) {
    p.prepare(x -> x.directory("dir", 0755).symlink("dir/made", "link").symlink("no/where", "bad"));
    p.open("link", O_CREAT | O_EXCL | O_RDWR, 0644);
    p.open("link", O_CREAT | O_NOFOLLOW | O_RDWR, 0644);
    Fd fd = p.open("link", O_CREAT | O_RDWR, 0644);
    p.write(fd, "through");
    p.open("bad", O_CREAT | O_RDWR, 0644);
    p.call("mkdir", "link", 0755);
    p.call("rename", "link", "dir/made");
  }

  private static void twice(Program p) {
    Fd one = p.open("f", O_CREAT | O_EXCL | O_RDWR, 0600);
    Fd two = p.open("f", O_CREAT | O_EXCL | O_RDWR, 0600);
    Fd three = p.open("f", O_CREAT | O_RDWR, 0644);
    p.write(one, "one", 0);
    p.stat(two);
    p.read(three, 10, 0);
  }

  private static void byDescriptor(Program p) {
    Fixture.everyType(p);
    Fd fd = p.open("file", O_RDONLY, 0);
    Fd again = p.open(Program.byDescriptor(fd), O_RDWR, 0);
    p.write(again, "again", 0);
    p.call("unlink", "file");
    Fd third = p.open(Program.byDescriptor(fd), O_RDWR | O_TRUNC, 0);
    p.write(third, "third", 0);
    p.read(fd, 20, 0);
    p.stat(fd);
  }
}
