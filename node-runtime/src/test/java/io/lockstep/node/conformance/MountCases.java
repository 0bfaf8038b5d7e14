package io.lockstep.node.conformance;

import static io.lockstep.node.posix.OpenFlags.O_CREAT;
import static io.lockstep.node.posix.OpenFlags.O_RDONLY;
import static io.lockstep.node.posix.OpenFlags.O_RDWR;
import static io.lockstep.node.posix.OpenFlags.O_TRUNC;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;

/** What is told of the whole file system, what watchers are told, and what ioctl(2) gives. */
final class MountCases {

  private static final int IN_NONBLOCK = 0x800;
  private static final int IN_ALL_EVENTS = 0xfff;
  private static final int EVENT_BYTES = 16;

  private MountCases() {}

  static Stream<Case> all() {
    return Stream.of(
        new Case("statfs: block size and name length", MountCases::sizes),
        new Case("statfs: the type", MountCases::type),
        new Case("pathconf: links to one file", p -> p.call("pathconf", ".", 0)),
        new Case("pathconf: name and path lengths", MountCases::limits),
        new Case("inotify: what happens to files", MountCases::watchesFiles),
        new Case("inotify: what happens to entries", MountCases::watchesEntries),
        new Case("ioctl: inode flags", p -> ioctl(p, 0x80086601L)),
        new Case("ioctl: project and extended flags", p -> ioctl(p, 0x801c581fL)),
        new Case("ioctl: extent map", p -> ioctl(p, 0xc020660bL)),
        new Case("ioctl: bytes to read", p -> ioctl(p, 0x541bL)),
        new Case("ioctl: terminal settings", p -> ioctl(p, 0x5401L)),
        new Case("ioctl: clone of a file", MountCases::clone),
        new Case("statx: time of birth", MountCases::birth),
        new Case("stat: block size for I/O and blocks used", MountCases::blocks),
        new Case("statx: alignment for direct I/O", MountCases::directAlignment),
        new Case("open: O_DIRECT at odd offsets", MountCases::oddDirect),
        new Case("name_to_handle_at: and back", MountCases::handles));
  }

  private static void sizes(Program p) {
    MemorySegment data = p.buffer(200);
    p.call("statfs", ".", data);
    p.say(
        "f_bsize %d, f_frsize %d, f_namelen %d"
            .formatted(data.get(JAVA_LONG, 8), data.get(JAVA_LONG, 72), data.get(JAVA_LONG, 64)));
    p.say("f_blocks %d, f_files %d".formatted(data.get(JAVA_LONG, 16), data.get(JAVA_LONG, 40)));
  }

  private static void type(Program p) {
    MemorySegment data = p.buffer(200);
    p.silently("statfs", ".", data);
    p.say("f_type 0x%x".formatted(data.get(JAVA_LONG, 0)));
  }

  private static void limits(Program p) {
    for (int name : new int[] {3, 4, 5, 6, 7, 8}) {
      p.call("pathconf", ".", name);
    }
  }

  private static void watchesFiles(Program p) {
    p.prepare(x -> x.file("f", 0644, "text"));
    Fd watch = watch(p);
    Fd fd = p.open("f", O_RDWR, 0);
    p.write(fd, "more");
    p.read(fd, 3, 0);
    p.call("fchmod", fd, 0600);
    p.call("ftruncate", fd, 2L);
    p.call("fsetxattr", fd, "user.a", p.bytes("v"), 1L, 0);
    p.call("fallocate", fd, 0, 0L, 100L);
    p.close(fd);
    p.open("f", O_RDWR | O_TRUNC, 0);
    p.call("truncate", "f", 7L);
    p.call("utimensat", -100, "f", MemorySegment.NULL, 0);
    events(p, watch);
  }

  private static void watchesEntries(Program p) {
    p.prepare(x -> x.directory("d", 0755));
    Fd watch = watch(p);
    p.open("new", O_CREAT | O_RDWR, 0644);
    p.call("link", "new", "again");
    p.call("symlink", "new", "soft");
    p.call("mkdir", "made", 0755);
    p.call("rename", "again", "d/gone");
    p.call("rename", "d/gone", "back");
    p.call("rename", "back", "new");
    p.call("renameat2", -100, "new", -100, "made", 2);
    p.call("unlink", "made");
    p.call("rmdir", "new");
    Fd nameless = p.open(".", O_RDWR | io.lockstep.node.posix.OpenFlags.O_TMPFILE, 0644);
    p.call("linkat", nameless, "", -100, "named", 0x1000);
    events(p, watch);
  }

  private static Fd watch(Program p) {
    Fd watch = new Fd((int) p.silently("inotify_init1", IN_NONBLOCK), "watch");
    p.silently("inotify_add_watch", watch, ".", IN_ALL_EVENTS);
    return watch;
  }

  /** Without those that this program's own looking around causes. */
  private static void events(Program p, Fd watch) {
    MemorySegment buffer = p.buffer(1 << 16);
    long filled = p.silently("read", watch, buffer, 1L << 16);
    p.silently("close", watch);
    int looking = 0x1 | 0x10 | 0x20;
    for (long at = 0; at < filled; ) {
      int mask = buffer.get(JAVA_INT, at + 4) & 0xffff;
      int length = buffer.get(JAVA_INT, at + 12);
      String name = Snapshot.text(buffer.asSlice(at + EVENT_BYTES), length).replace("\0", "");
      if ((mask & looking) == 0) {
        p.say("event 0x%x %s".formatted(mask, name));
      }
      at += EVENT_BYTES + length;
    }
  }

  private static void ioctl(Program p, long request) {
    p.prepare(x -> x.file("f", 0644, "text").directory("d", 0755));
    for (String path : new String[] {"f", "d"}) {
      p.call("ioctl", p.open(path, O_RDONLY, 0), request, p.buffer(200).fill((byte) 0));
    }
  }

  private static void clone(Program p) {
    p.prepare(x -> x.file("from", 0644, "text").file("to", 0644, ""));
    p.call("ioctl", p.open("to", O_RDWR, 0), 0x40049409L, p.open("from", O_RDONLY, 0));
  }

  private static MemorySegment statx(Program p, String path, int mask) {
    MemorySegment data = p.buffer(256).fill((byte) 0);
    p.silently("statx", -100, path, 0x100, mask, data);
    return data;
  }

  private static void birth(Program p) {
    p.prepare(x -> x.file("f", 0644, "text"));
    p.say("told: " + ((statx(p, "f", 0xfff).get(JAVA_INT, 0) & 0x800) != 0));
  }

  private static void blocks(Program p) {
    p.prepare(x -> x.file("f", 0644, "x".repeat(20000)).directory("d", 0755));
    p.call("fsync", p.open("f", O_RDWR, 0));
    for (String path : new String[] {"f", "d", "."}) {
      MemorySegment data = statx(p, path, 0x7ff);
      p.say(
          "%s: block size %d, blocks %d"
              .formatted(path, data.get(JAVA_INT, 4), data.get(JAVA_LONG, 48)));
    }
  }

  private static void directAlignment(Program p) {
    p.prepare(x -> x.file("f", 0644, "text"));
    p.say("told: " + ((statx(p, "f", 0x2000).get(JAVA_INT, 0) & 0x2000) != 0));
  }

  private static void oddDirect(Program p) {
    p.prepare(x -> x.file("f", 0644, "x".repeat(5000)));
    Fd fd = p.open("f", O_RDWR | io.lockstep.node.posix.OpenFlags.O_DIRECT, 0);
    p.call("pwrite", fd, p.bytes("odd"), 3L, 5L);
    p.call("pread", fd, p.buffer(10), 10L, 3L);
  }

  private static void handles(Program p) {
    p.prepare(x -> x.file("f", 0644, "text"));
    MemorySegment handle = p.buffer(200);
    handle.set(JAVA_INT, 0, 128);
    p.call("name_to_handle_at", -100, "f", handle, p.buffer(8), 0);
    Fd here = p.open(".", O_RDONLY, 0);
    long fd = p.silently("open_by_handle_at", here, handle, O_RDONLY);
    p.say("opened by handle: " + (fd >= 0));
    if (fd >= 0) {
      p.silently("close", new Fd((int) fd, "handle"));
    }
  }
}
