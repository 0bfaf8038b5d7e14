package io.lockstep.node.conformance;

import static io.lockstep.node.posix.OpenFlags.O_DIRECTORY;
import static io.lockstep.node.posix.OpenFlags.O_RDONLY;

import io.lockstep.node.posix.Dirent;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reading directories: getdents64(2), seeking, and reading while they change. */
final class DirectoryCases {

  private static final int ENTRIES = 700;
  private static final int BUFFER_BYTES = 4096;

  private DirectoryCases() {}

  static Stream<Case> all() {
    return Stream.of(
        new Case("readdir: every entry once, with its type", DirectoryCases::types),
        new Case("readdir: removing everything while reading", DirectoryCases::removing),
        new Case("readdir: entries made while reading", DirectoryCases::adding),
        new Case("readdir: going back to remembered positions", DirectoryCases::seeking),
        new Case("readdir: from the beginning again", DirectoryCases::rewinding),
        new Case("readdir: two readers of one directory", DirectoryCases::twoReaders),
        new Case("readdir: renaming entries while reading", DirectoryCases::renaming));
  }

  private static void fill(Program p) {
    p.quietly(
        () -> {
          p.silently("mkdir", "d", 0755);
          for (int i = 0; i < ENTRIES; i++) {
            p.silently("mknod", "d/entry-" + i, 0100644, 0L);
          }
        });
  }

  private record Entry(String name, long next, int type) {}

  /** One getdents64(2); empty at the end. */
  private static List<Entry> some(Program p, Fd fd) {
    MemorySegment buffer = p.buffer(BUFFER_BYTES);
    long filled = p.silently("getdents64", fd, buffer, (long) BUFFER_BYTES);
    List<Entry> entries = new ArrayList<>();
    for (long at = 0; at < filled; at += Dirent.length(buffer, at)) {
      String name =
          new String(Dirent.name(buffer, at), java.nio.charset.StandardCharsets.ISO_8859_1);
      entries.add(new Entry(name, Dirent.nextOffset(buffer, at), Dirent.type(buffer, at)));
    }
    return entries;
  }

  private static List<String> rest(Program p, Fd fd) {
    List<String> names = new ArrayList<>();
    for (List<Entry> part = some(p, fd); !part.isEmpty(); part = some(p, fd)) {
      part.forEach(entry -> names.add(entry.name()));
    }
    return names;
  }

  private static void summary(Program p, String what, List<String> names) {
    TreeSet<String> unique = new TreeSet<>(names);
    p.say(
        "%s: %d entries, %d different, hash %x"
            .formatted(what, names.size(), unique.size(), unique.hashCode()));
  }

  private static void types(Program p) {
    Fixture.everyType(p);
    Fd fd = p.open(".", O_RDONLY | O_DIRECTORY, 0);
    TreeSet<String> lines = new TreeSet<>();
    for (List<Entry> part = some(p, fd); !part.isEmpty(); part = some(p, fd)) {
      part.forEach(entry -> lines.add(entry.name() + " type " + entry.type()));
    }
    lines.forEach(p::say);
  }

  private static void removing(Program p) {
    fill(p);
    Fd fd = p.open("d", O_RDONLY | O_DIRECTORY, 0);
    List<String> seen = new ArrayList<>();
    for (List<Entry> part = some(p, fd); !part.isEmpty(); part = some(p, fd)) {
      for (Entry entry : part) {
        seen.add(entry.name());
        p.silently("unlink", "d/" + entry.name());
      }
    }
    summary(p, "seen", seen);
    p.call("rmdir", "d");
  }

  private static void adding(Program p) {
    fill(p);
    Fd fd = p.open("d", O_RDONLY | O_DIRECTORY, 0);
    List<String> seen = new ArrayList<>();
    some(p, fd).forEach(entry -> seen.add(entry.name()));
    for (int i = 0; i < 50; i++) {
      p.silently("mknod", "d/new-" + i, 0100644, 0L);
    }
    seen.addAll(rest(p, fd));
    seen.removeIf(name -> name.startsWith("new-"));
    summary(p, "old ones", seen);
    p.call("lseek", fd, 0L, 0);
    summary(p, "all", rest(p, fd));
  }

  private static void seeking(Program p) {
    fill(p);
    Fd fd = p.open("d", O_RDONLY | O_DIRECTORY, 0);
    List<Entry> all = new ArrayList<>();
    for (List<Entry> part = some(p, fd); !part.isEmpty(); part = some(p, fd)) {
      all.addAll(part);
    }
    for (int index : new int[] {0, 1, 100, 333, all.size() - 2}) {
      p.silently("lseek", fd, all.get(index).next(), 0);
      List<String> behind = rest(p, fd);
      List<String> expected = all.subList(index + 1, all.size()).stream().map(Entry::name).toList();
      p.say(
          "behind entry %d: %s"
              .formatted(index, behind.equals(expected) ? "as before" : "different"));
    }
  }

  private static void rewinding(Program p) {
    fill(p);
    Fd fd = p.open("d", O_RDONLY | O_DIRECTORY, 0);
    some(p, fd);
    p.silently("mknod", "d/late", 0100644, 0L);
    p.silently("unlink", "d/entry-5");
    p.call("lseek", fd, 0L, 0);
    summary(p, "again", rest(p, fd));
    p.say("at the end: " + some(p, fd).size());
  }

  private static void twoReaders(Program p) {
    fill(p);
    Fd one = p.open("d", O_RDONLY | O_DIRECTORY, 0);
    Fd two = p.open("d", O_RDONLY | O_DIRECTORY, 0);
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      some(p, one).forEach(entry -> first.add(entry.name()));
      some(p, two).forEach(entry -> second.add(entry.name()));
    }
    first.addAll(rest(p, one));
    second.addAll(rest(p, two));
    summary(p, "first", first);
    p.say(first.equals(second) ? "both alike" : "different");
  }

  private static void renaming(Program p) {
    fill(p);
    Fd fd = p.open("d", O_RDONLY | O_DIRECTORY, 0);
    some(p, fd);
    for (int i = 0; i < ENTRIES; i += 7) {
      p.silently("rename", "d/entry-" + i, "d/moved-" + i);
    }
    List<String> names = rest(p, fd);
    names.removeIf(name -> name.startsWith("moved-"));
    p.say("no entry twice: " + (names.size() == new TreeSet<>(names).size()));
    p.call("lseek", fd, 0L, 0);
    summary(p, "afterwards", rest(p, fd));
  }
}
