package io.lockstep.node.conformance;

import static io.lockstep.node.posix.OpenFlags.O_APPEND;
import static io.lockstep.node.posix.OpenFlags.O_CREAT;
import static io.lockstep.node.posix.OpenFlags.O_RDONLY;
import static io.lockstep.node.posix.OpenFlags.O_RDWR;
import static io.lockstep.node.posix.OpenFlags.O_WRONLY;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Reading, writing, sizing and copying content. */
final class ContentCases {

  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;
  private static final long TERABYTE = 1L << 40;

  private ContentCases() {}

  static Stream<Case> all() {
    return Stream.concat(allocations(), single());
  }

  private static Map<String, Integer> modes() {
    Map<String, Integer> modes = new LinkedHashMap<>();
    modes.put("plain", 0);
    modes.put("KEEP_SIZE", 1);
    modes.put("PUNCH_HOLE", 3);
    modes.put("PUNCH_HOLE alone", 2);
    modes.put("ZERO_RANGE", 16);
    modes.put("ZERO_RANGE|KEEP_SIZE", 17);
    modes.put("COLLAPSE_RANGE", 8);
    modes.put("INSERT_RANGE", 32);
    modes.put("UNSHARE_RANGE", 64);
    modes.put("WRITE_ZEROES", 128);
    modes.put("unknown", 256);
    modes.put("COLLAPSE_RANGE|KEEP_SIZE", 9);
    return modes;
  }

  private static Stream<Case> allocations() {
    return modes().entrySet().stream()
        .flatMap(
            mode ->
                Stream.of(
                    new Case("fallocate: " + mode.getKey(), p -> allocate(p, mode.getValue())),
                    new Case(
                        "fallocate: %s, refused".formatted(mode.getKey()),
                        p -> refusedAllocation(p, mode.getValue()))));
  }

  private static void allocate(Program p, int mode) {
    long[][] ranges = {{0, 4096}, {8192, 8192}, {100, 5000}, {30000, 100000}, {4096, 1}};
    for (long[] range : ranges) {
      String name = "f" + range[0];
      p.prepare(x -> x.file(name, 0644, "x".repeat(40000)).age(name));
      Fd fd = p.open(name, O_RDWR, 0);
      p.call("fallocate", fd, mode, range[0], range[1]);
      p.extents(fd);
      p.show(name);
    }
  }

  private static void refusedAllocation(Program p, int mode) {
    p.prepare(x -> x.file("f", 0644, "x".repeat(40000)).directory("d", 0755).age("f", "d"));
    Fd fd = p.open("f", O_RDWR, 0);
    p.call("fallocate", fd, mode, -1L, 10L);
    p.call("fallocate", fd, mode, 0L, 0L);
    p.call("fallocate", fd, mode, 0L, -1L);
    p.call("fallocate", fd, mode, Long.MAX_VALUE, 1L);
    p.call("fallocate", p.open("f", O_RDONLY, 0), mode, 0L, 4096L);
    p.call("fallocate", p.open("f", O_WRONLY | O_APPEND, 0), mode, 0L, 4096L);
    p.call("fallocate", p.open("d", O_RDONLY, 0), mode, 0L, 4096L);
  }

  private static Stream<Case> single() {
    return Stream.of(
        new Case("write: at the end, over, and far behind", ContentCases::writes),
        new Case("write: nothing", ContentCases::writesNothing),
        new Case("write: beyond 4 TiB", ContentCases::farOut),
        new Case("write: beyond what the file system can hold", ContentCases::tooFar),
        new Case("truncate: beyond what the file system can hold", ContentCases::tooLong),
        new Case(
            "fallocate: beyond what the file system can hold", ContentCases::tooLongAllocation),
        new Case("truncate: up and down, by name and descriptor", ContentCases::truncates),
        new Case("truncate: to the same size", ContentCases::truncatesToSame),
        new Case("truncate: without permission", ContentCases::truncatesForbidden),
        new Case("lseek: data and holes", ContentCases::holes),
        new Case("lseek: data that was just written", ContentCases::dataAtOnce),
        new Case("lseek: a hole is seen", ContentCases::hole),
        new Case("lseek: odd positions", ContentCases::oddPositions),
        new Case("read: what was not opened for it", ContentCases::wrongMode),
        new Case("copy_file_range", ContentCases::copiesRanges),
        new Case("sendfile and splice", ContentCases::sends),
        new Case("pwritev2: append, sync", ContentCases::writesWithFlags),
        new Case("pwritev2: RWF_NOWAIT", p -> writesNoWait(p, 8)),
        new Case("pwritev2: RWF_DONTCACHE", p -> writesNoWait(p, 0x80)),
        new Case("pwritev2: RWF_ATOMIC", p -> writesNoWait(p, 0x40)),
        new Case("unlinked: a file used without a name", ContentCases::unlinked),
        new Case("unlinked: by an ordinary user", ContentCases::unlinkedByUser),
        new Case("fsync: of everything", ContentCases::syncs));
  }

  private static void writes(Program p) {
    p.prepare(x -> x.file("f", 0644, "0123456789").age("f"));
    Fd fd = p.open("f", O_RDWR, 0);
    p.write(fd, "AB", 3);
    p.write(fd, "end", 10);
    p.write(fd, "far", 1 << 20);
    p.read(fd, 20, 0);
    p.read(fd, 20, (1 << 20) - 5);
    p.read(fd, 20, 1 << 21);
    p.write(fd, "w".repeat(3_000_000), 5000);
    p.extents(fd);
    p.write(fd, "x", -1);
  }

  private static void writesNothing(Program p) {
    p.prepare(x -> x.file("f", 06777, "0123").age("f"));
    Fd fd = p.open("f", O_RDWR, 0);
    p.write(fd, "", 0);
    p.write(fd, "", 100);
    p.call("truncate", "f", -1L);
  }

  private static void farOut(Program p) {
    Fd fd = p.open("f", O_CREAT | O_RDWR, 0644);
    for (long at : new long[] {4 * TERABYTE - 2, 4 * TERABYTE + 1, 15 * TERABYTE}) {
      p.write(fd, "abcd", at);
      p.read(fd, 10, at - 2);
      p.extents(fd);
    }
    p.call("fallocate", fd, 3, 4 * TERABYTE - 8192, 16384L);
    p.extents(fd);
    p.call("ftruncate", fd, 5 * TERABYTE);
    p.call("ftruncate", fd, 5L);
  }

  private static void tooFar(Program p) {
    Fd fd = p.open("f", O_CREAT | O_RDWR, 0644);
    long limit = 16 * TERABYTE - 4096;
    p.write(fd, "x", limit);
    p.write(fd, "x", limit + 1);
    p.write(fd, "xy", 17 * TERABYTE);
    p.write(fd, "x", Long.MAX_VALUE - 1);
    p.write(fd, "x", limit - 1);
    p.write(fd, "xyz", limit - 2);
    p.call("ftruncate", fd, 5L);
  }

  private static void tooLong(Program p) {
    p.prepare(x -> x.file("f", 0644, "some").age("f"));
    long limit = 16 * TERABYTE - 4096;
    for (long size : new long[] {limit, limit + 1, 17 * TERABYTE, Long.MAX_VALUE}) {
      p.call("truncate", "f", size);
      p.call("ftruncate", p.open("f", O_RDWR, 0), size);
      p.call("truncate", "f", 5L);
    }
  }

  private static void tooLongAllocation(Program p) {
    Fd fd = p.open("f", O_CREAT | O_RDWR, 0644);
    for (int mode : new int[] {0, 1, 3, 16}) {
      p.call("fallocate", fd, mode, 16 * TERABYTE - 8192, 8192L);
      p.call("fallocate", fd, mode, 17 * TERABYTE, 4096L);
      p.call("fallocate", fd, mode, Long.MAX_VALUE - 4096, 4096L);
      p.call("ftruncate", fd, 0L);
    }
  }

  private static void truncates(Program p) {
    p.prepare(x -> x.file("f", 0644, "0123456789").age("f"));
    Fd fd = p.open("f", O_RDWR, 0);
    p.call("truncate", "f", 4L);
    p.call("ftruncate", fd, 8L);
    p.read(fd, 20, 0);
    p.call("truncate", "f", 100_000L);
    p.extents(fd);
    p.call("ftruncate", fd, 0L);
    p.call("ftruncate", p.open("f", O_RDONLY, 0), 3L);
    p.call("truncate", ".", 3L);
  }

  private static void truncatesToSame(Program p) {
    p.prepare(x -> x.file("f", 0644, "0123").file("g", 0644, "0123").age("f", "g"));
    p.call("truncate", "f", 4L);
    p.call("ftruncate", p.open("g", O_RDWR, 0), 4L);
  }

  private static void truncatesForbidden(Program p) {
    p.prepare(
        x ->
            x.file("f", 0644, "0123")
                .file("own", 06666, "0123")
                .own("own", 1001, 1001)
                .mode("own", 06666));
    p.as(Credentials.ALICE, () -> p.call("truncate", "f", 1L));
    p.as(Credentials.ALICE, () -> p.call("truncate", "own", 1L));
  }

  private static void holes(Program p) {
    Fd fd = p.open("f", O_CREAT | O_RDWR, 0644);
    p.extents(fd);
    p.call("ftruncate", fd, 1_000_000L);
    p.extents(fd);
    p.write(fd, "data", 500_000);
    p.extents(fd);
    p.call("fallocate", fd, 0, 200_000L, 10_000L);
    p.extents(fd);
    p.write(fd, "inside", 204_800);
    p.call("fsync", fd);
    p.extents(fd);
  }

  /** What was just written is data, wherever it is kept at that moment. */
  private static void dataAtOnce(Program p) {
    Fd fd = p.open("f", O_CREAT | O_RDWR, 0644);
    p.write(fd, "data");
    p.call("lseek", fd, 0L, SEEK_DATA);
    p.call("lseek", fd, 0L, SEEK_HOLE);
    p.call("lseek", fd, 4L, SEEK_DATA);
    p.call("lseek", fd, 4L, SEEK_HOLE);
    p.call("lseek", fd, -5L, SEEK_DATA);
  }

  private static void hole(Program p) {
    Fd fd = p.open("f", O_CREAT | O_RDWR, 0644);
    p.call("ftruncate", fd, 1_000_000L);
    p.call("lseek", fd, 0L, SEEK_DATA);
    p.call("lseek", fd, 0L, SEEK_HOLE);
  }

  private static void oddPositions(Program p) {
    p.prepare(x -> x.file("f", 0644, "0123456789"));
    Fd fd = p.open("f", O_RDWR, 0);
    p.call("lseek", fd, -1L, 0);
    p.call("lseek", fd, -3L, 2);
    p.call("lseek", fd, 5L, 1);
    p.call("lseek", fd, 0L, 9);
    p.call("lseek", fd, 100L, 0);
    p.write(fd, "x");
  }

  private static void wrongMode(Program p) {
    Fixture.everyType(p);
    p.write(p.open("file", O_RDONLY, 0), "no");
    p.read(p.open("file", O_WRONLY, 0), 10, 0);
    p.read(p.open("dir", O_RDONLY, 0), 10, 0);
    p.call("ftruncate", p.open("dir", O_RDONLY, 0), 0L);
    p.call("getdents64", p.open("file", O_RDONLY, 0), p.buffer(100), 100L);
    p.call("getdents64", p.open("full", O_RDONLY, 0), p.buffer(10), 10L);
  }

  private static void copiesRanges(Program p) {
    p.prepare(
        x ->
            x.file("from", 0644, "0123456789".repeat(1000)).file("to", 0644, "").age("from", "to"));
    Fd from = p.open("from", O_RDONLY, 0);
    Fd to = p.open("to", O_RDWR, 0);
    MemorySegment in = p.buffer(8);
    MemorySegment out = p.buffer(8);
    in.set(JAVA_LONG, 0, 5);
    out.set(JAVA_LONG, 0, 3);
    p.call("copy_file_range", from, in, to, out, 5000L, 0);
    p.call("copy_file_range", from, MemorySegment.NULL, to, MemorySegment.NULL, 20L, 0);
    p.call("copy_file_range", to, in, to, out, 4L, 0);
    out.set(JAVA_LONG, 0, 8000);
    p.call("copy_file_range", to, in, to, out, 100L, 0);
    p.call("copy_file_range", to, in, from, out, 100L, 0);
    p.call("copy_file_range", from, in, p.open("to", O_WRONLY | O_APPEND, 0), out, 100L, 0);
    p.show("to");
  }

  private static void sends(Program p) {
    p.prepare(x -> x.file("from", 0644, "0123456789").file("to", 0644, ""));
    Fd from = p.open("from", O_RDONLY, 0);
    Fd to = p.open("to", O_RDWR, 0);
    p.call("sendfile", to, from, MemorySegment.NULL, 8L);
    MemorySegment pipe = p.buffer(8);
    p.call("pipe", pipe);
    Fd out = new Fd(pipe.get(java.lang.foreign.ValueLayout.JAVA_INT, 0), "out");
    Fd in = new Fd(pipe.get(java.lang.foreign.ValueLayout.JAVA_INT, 4), "in");
    p.call("splice", from, MemorySegment.NULL, in, MemorySegment.NULL, 2L, 0);
    p.call("splice", out, MemorySegment.NULL, to, MemorySegment.NULL, 2L, 0);
    p.call("close", out);
    p.call("close", in);
    p.show("to");
  }

  private static MemorySegment vector(Program p, String text) {
    MemorySegment vector = p.buffer(16);
    vector.set(JAVA_LONG, 0, p.bytes(text).address());
    vector.set(JAVA_LONG, 8, text.length());
    return vector;
  }

  private static void writesWithFlags(Program p) {
    p.prepare(x -> x.file("f", 0644, "0123456789").age("f"));
    Fd fd = p.open("f", O_RDWR, 0);
    for (int flags : new int[] {0, 0x10, 2, 4, 1, 0x16, 0x1000}) {
      p.step("pwritev2 0x%x".formatted(flags), "pwritev2", fd, vector(p, "ab"), 1, 2L, flags);
    }
    p.step("pwritev2 at -1", "pwritev2", fd, vector(p, "cd"), 1, -1L, 0);
    Fd append = p.open("f", O_WRONLY | O_APPEND, 0);
    p.step("RWF_NOAPPEND", "pwritev2", append, vector(p, "N"), 1, 0L, 0x20);
    p.show("f");
  }

  private static void writesNoWait(Program p, int flags) {
    p.prepare(x -> x.file("f", 0644, "0123456789"));
    Fd fd = p.open("f", O_RDWR, 0);
    p.read(fd, 10, 0);
    p.step("pwritev2 0x%x".formatted(flags), "pwritev2", fd, vector(p, "ab"), 1, 2L, flags);
    p.step("preadv2 0x%x".formatted(flags), "preadv2", fd, vector(p, "xx"), 1, 2L, flags);
  }

  private static void unlinked(Program p) {
    p.prepare(x -> x.file("f", 06644, "0123456789").xattr("f", "user.a", "1").age("f"));
    Fd fd = p.open("f", O_RDWR, 0);
    p.call("unlink", "f");
    p.write(fd, "AB", 3);
    p.call("ftruncate", fd, 6L);
    p.read(fd, 20, 0);
    p.call("fchmod", fd, 0606);
    p.call("fchown", fd, 1001, 1001);
    p.call("fsetxattr", fd, "user.b", p.bytes("2"), 1L, 0);
    p.call("fremovexattr", fd, "user.a");
    p.call("fallocate", fd, 0, 0L, 8192L);
    p.call("fsync", fd);
    p.call("linkat", fd, "", -100, "back", 0x1000);
    p.extents(fd);
    p.stat(fd);
  }

  private static void unlinkedByUser(Program p) {
    p.prepare(x -> x.file("f", 06777, "0123456789").file("g", 06777, "0123").directory("d", 0777));
    Fd fd = p.open("f", O_RDWR, 0);
    Fd other = p.open("g", O_RDWR, 0);
    p.call("unlink", "f");
    p.call("unlink", "g");
    p.as(
        Credentials.ALICE,
        () -> {
          p.write(fd, "AB", 3);
          p.stat(fd);
          p.call("ftruncate", other, 2L);
          p.stat(other);
          p.call("fchmod", fd, 0600);
          p.call("linkat", fd, "", -100, "d/back", 0x1000);
        });
  }

  private static void syncs(Program p) {
    Fixture.everyType(p);
    for (String path : new String[] {"file", "dir", "fifo", "char", "."}) {
      Fd fd = p.open(path, O_RDONLY | 0x800, 0);
      p.call("fsync", fd);
      p.call("fdatasync", fd);
      p.call("syncfs", fd);
      p.call("sync_file_range", fd, 0L, 0L, 7);
      p.call("posix_fadvise", fd, 0L, 0L, 4);
    }
  }
}
