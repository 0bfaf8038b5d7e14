package io.lockstep.node.conformance;

import static io.lockstep.node.posix.OpenFlags.O_RDONLY;
import static io.lockstep.node.posix.OpenFlags.O_RDWR;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** utimensat(2), and what else moves times. */
final class TimeCases {

  private static final long NOW = (1L << 30) - 1;
  private static final long OMIT = (1L << 30) - 2;

  private TimeCases() {}

  private static Map<String, Long> seconds() {
    Map<String, Long> times = new LinkedHashMap<>();
    times.put("1970", 0L);
    times.put("1969", -1L);
    times.put("2038", 1L << 31);
    times.put("1901, the file system's first", -(1L << 31));
    times.put("1900, before the file system's first", -(1L << 31) - 1);
    times.put("2106", 1L << 32);
    times.put("2262, the journal's last", 9_223_372_036L);
    times.put("2263, beyond the journal's last", 9_223_372_037L);
    times.put("2446, the file system's last", 0x37fffffffL);
    times.put("2447, beyond the file system's last", 0x380000000L);
    times.put("the largest number", Long.MAX_VALUE);
    return times;
  }

  static Stream<Case> all() {
    return Stream.concat(
        seconds().entrySet().stream()
            .map(time -> new Case("time: " + time.getKey(), p -> set(p, time.getValue()))),
        Stream.of(
            new Case("time: now and omitted", TimeCases::special),
            new Case("time: by whom", TimeCases::byWhom),
            new Case("time: of symbolic links and special files", TimeCases::ofTypes),
            new Case("time: wrong nanoseconds", TimeCases::wrong),
            new Case("time: of directories moves with their entries", TimeCases::ofDirectories),
            new Case("time: reading moves the access time", TimeCases::reading),
            new Case("time: without a name", TimeCases::nameless)));
  }

  static MemorySegment times(Program p, long atime, long atimeNanos, long mtime, long mtimeNanos) {
    MemorySegment times = p.buffer(32);
    times.set(JAVA_LONG, 0, atime);
    times.set(JAVA_LONG, 8, atimeNanos);
    times.set(JAVA_LONG, 16, mtime);
    times.set(JAVA_LONG, 24, mtimeNanos);
    return times;
  }

  private static void utimens(Program p, String path, MemorySegment times, int flags) {
    String shown =
        "utimensat(%s, %d.%d, %d.%d)"
            .formatted(
                path,
                times.get(JAVA_LONG, 0),
                times.get(JAVA_LONG, 8),
                times.get(JAVA_LONG, 16),
                times.get(JAVA_LONG, 24));
    p.step(shown, "utimensat", -100, path, times, flags);
  }

  private static void set(Program p, long seconds) {
    p.prepare(x -> x.file("f", 0644, "f").directory("d", 0755).age("f", "d"));
    for (String path : new String[] {"f", "d"}) {
      utimens(p, path, times(p, seconds, 123_456_789, seconds, 999_999_999), 0);
      p.accessTime(path);
    }
  }

  private static void special(Program p) {
    p.prepare(x -> x.file("f", 0644, "f").age("f"));
    utimens(p, "f", times(p, 0, OMIT, 0, OMIT), 0);
    p.accessTime("f");
    utimens(p, "f", times(p, 0, OMIT, 5, 6), 0);
    p.accessTime("f");
    utimens(p, "f", times(p, 7, 8, 0, OMIT), 0);
    p.accessTime("f");
    utimens(p, "f", times(p, 0, NOW, 0, OMIT), 0);
    p.accessTime("f");
    utimens(p, "f", times(p, 9, 9, 0, NOW), 0);
    p.accessTime("f");
    p.call("utimensat", -100, "f", MemorySegment.NULL, 0);
    p.accessTime("f");
  }

  private static void byWhom(Program p) {
    p.prepare(
        x ->
            x.file("own", 0400, "o")
                .own("own", 1001, 1001)
                .file("writable", 0666, "w")
                .file("other", 0644, "x")
                .age("own", "writable", "other"));
    p.as(
        Credentials.ALICE,
        () -> {
          for (String path : new String[] {"own", "writable", "other", "none"}) {
            utimens(p, path, times(p, 1, 2, 3, 4), 0);
            utimens(p, path, times(p, 0, NOW, 0, OMIT), 0);
            utimens(p, path, times(p, 0, NOW, 0, NOW), 0);
            utimens(p, path, times(p, 0, OMIT, 0, OMIT), 0);
          }
        });
  }

  private static void ofTypes(Program p) {
    Fixture.everyType(p);
    for (String path : Fixture.ENTRIES) {
      utimens(p, path, times(p, 1, 2, 3, 4), 0x100);
      utimens(p, path, times(p, 5, 6, 7, 8), 0);
    }
  }

  private static void wrong(Program p) {
    p.prepare(x -> x.file("f", 0644, "f").age("f"));
    utimens(p, "f", times(p, 1, 1_000_000_000, 1, 0), 0);
    utimens(p, "f", times(p, 1, 0, 1, -1), 0);
    utimens(p, "f", times(p, 1, 0, 1, 0), 0x8000);
    p.call("futimens", p.open("f", O_RDONLY, 0), times(p, 1, 0, 2, 0));
  }

  private static void ofDirectories(Program p) {
    p.prepare(
        x ->
            x.directory("a", 0755)
                .directory("b", 0755)
                .file("a/f", 0644, "f")
                .directory("a/d", 0755)
                .age("a/d", "a/f", "a", "b"));
    p.call("chmod", "a/f", 0600);
    p.call("rename", "a/d", "b/d");
    p.prepare(x -> x.age("a", "b", "b/d"));
    p.call("rename", "b/d", "b/e");
    p.prepare(x -> x.age("a", "b", "b/e"));
    p.call("link", "a/f", "b/f");
    p.prepare(x -> x.age("a", "b"));
    p.call("unlink", "a/f");
    p.call("symlink", "x", "b/none/x");
    p.call("unlink", "b/none");
    p.prepare(x -> x.age("a", "b", "b/e"));
    p.call("renameat2", -100, "b/f", -100, "b/e", 2);
    p.call("mkdir", "b/f/new", 0755);
  }

  private static void reading(Program p) {
    p.prepare(
        x -> x.file("f", 0644, "text").directory("d", 0755).symlink("f", "l").age("f", "d", "l"));
    p.show("f");
    p.prepare(x -> x.age("f"));
    p.show("f");
    p.accessTime("f");
    p.call("getdents64", p.open("d", O_RDONLY, 0), p.buffer(1000), 1000L);
    p.accessTime("d");
  }

  private static void nameless(Program p) {
    p.prepare(x -> x.file("f", 0644, "f").age("f"));
    Fd fd = p.open("f", O_RDWR, 0);
    p.call("unlink", "f");
    p.stat(fd);
    p.call("futimens", fd, times(p, 1, 2, 3, 4));
    p.stat(fd);
    p.call("futimens", fd, times(p, 0, OMIT, 5, 6));
    p.stat(fd);
    p.write(fd, "w");
    p.stat(fd);
  }
}
