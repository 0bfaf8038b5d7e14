package io.lockstep.node.conformance;

import static io.lockstep.node.posix.OpenFlags.O_CREAT;
import static io.lockstep.node.posix.OpenFlags.O_RDONLY;
import static io.lockstep.node.posix.OpenFlags.O_RDWR;

import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;

/** mmap(2), and how it agrees with the other ways to the same bytes. */
final class MappingCases {

  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int PROT_EXEC = 4;
  private static final int MAP_SHARED = 1;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_SHARED_VALIDATE = 3;
  private static final int MS_ASYNC = 1;
  private static final int MS_SYNC = 4;
  private static final long BYTES = 16384;

  private MappingCases() {}

  static Stream<Case> all() {
    return Stream.of(
        new Case("mmap: shared stores are read by others", MappingCases::shared),
        new Case("mmap: private stores are not", MappingCases::privately),
        new Case("mmap: sees what is written", MappingCases::seesWrites),
        new Case("mmap: of a file that is deleted", MappingCases::unlinked),
        new Case("mmap: of a file that grows", MappingCases::grows),
        new Case("mmap: stores reach a file renamed meanwhile", MappingCases::renamed),
        new Case("mmap: stores move the modification time", MappingCases::movesTime),
        new Case("mmap: what open mode allows", MappingCases::protections));
  }

  /** A mapping; memory is touched by memcpy(3) only. */
  private record Mapping(Program p, MemorySegment memory) {

    static Mapping of(Program p, Fd fd, int protection, int flags) {
      long address = p.silently("mmap", MemorySegment.NULL, BYTES, protection, flags, fd, 0L);
      p.say(
          "mmap("
              + fd
              + ", "
              + protection
              + ", "
              + flags
              + ") "
              + (address < 0 ? "refused " + address : "done"));
      return new Mapping(p, MemorySegment.ofAddress(Math.max(0, address)).reinterpret(BYTES));
    }

    void store(long offset, String text) {
      p.silently("memcpy", memory.asSlice(offset), p.bytes(text), (long) text.length());
      p.say("store " + text + " at " + offset);
    }

    void load(long offset, int length) {
      MemorySegment copy = p.buffer(length);
      p.silently("memcpy", copy, memory.asSlice(offset), (long) length);
      p.say("load at " + offset + ": " + Snapshot.text(copy, length));
    }

    void sync(int flags) {
      p.call("msync", memory, BYTES, flags);
    }

    void unmap() {
      p.call("munmap", memory, BYTES);
    }
  }

  private static Fd file(Program p) {
    p.prepare(x -> x.file("f", 0644, "m".repeat((int) BYTES)).age("f"));
    return p.open("f", O_RDWR, 0);
  }

  private static void shared(Program p) {
    Fd fd = file(p);
    Mapping map = Mapping.of(p, fd, PROT_READ | PROT_WRITE, MAP_SHARED);
    map.store(5, "stored");
    p.read(fd, 20, 0);
    p.read(p.open("f", O_RDONLY, 0), 20, 0);
    map.sync(MS_SYNC);
    map.store(8190, "over the edge");
    map.sync(MS_ASYNC);
    map.unmap();
    p.read(fd, 20, 8185);
    p.call("fsync", fd);
  }

  private static void privately(Program p) {
    Fd fd = file(p);
    Mapping map = Mapping.of(p, fd, PROT_READ | PROT_WRITE, MAP_PRIVATE);
    map.store(5, "stored");
    p.read(fd, 20, 0);
    p.write(fd, "written", 8192);
    map.load(8192, 10);
    map.load(0, 12);
    map.unmap();
  }

  private static void seesWrites(Program p) {
    Fd fd = file(p);
    Mapping map = Mapping.of(p, fd, PROT_READ, MAP_SHARED);
    map.load(100, 5);
    p.write(fd, "written", 98);
    map.load(96, 10);
    p.call("fallocate", fd, 3, 4096L, 4096L);
    p.write(fd, "after", 4096);
    map.load(4094, 8);
    p.call("truncate", "f", 100L);
    p.call("truncate", "f", BYTES);
    map.load(98, 4);
    map.unmap();
  }

  private static void unlinked(Program p) {
    Fd fd = file(p);
    Mapping map = Mapping.of(p, fd, PROT_READ | PROT_WRITE, MAP_SHARED);
    p.call("unlink", "f");
    map.store(0, "nameless");
    map.sync(MS_SYNC);
    p.read(fd, 10, 0);
    p.close(fd);
    map.store(8, "!");
    map.load(0, 10);
    map.unmap();
  }

  private static void grows(Program p) {
    Fd fd = p.open("f", O_CREAT | O_RDWR, 0644);
    Mapping map = Mapping.of(p, fd, PROT_READ | PROT_WRITE, MAP_SHARED);
    p.call("ftruncate", fd, 10_000L);
    map.store(9_990, "behind the end there is no file");
    map.sync(MS_SYNC);
    p.call("ftruncate", fd, BYTES);
    p.read(fd, 40, 9_980);
    map.unmap();
  }

  private static void renamed(Program p) {
    Fd fd = file(p);
    Mapping map = Mapping.of(p, fd, PROT_READ | PROT_WRITE, MAP_SHARED);
    map.store(0, "before");
    p.call("rename", "f", "g");
    p.call("link", "g", "h");
    p.call("unlink", "g");
    map.store(100, "after");
    map.unmap();
    p.call("fsync", fd);
    p.show("h");
  }

  private static void movesTime(Program p) {
    Fd fd = file(p);
    Mapping map = Mapping.of(p, fd, PROT_READ | PROT_WRITE, MAP_SHARED);
    map.load(0, 3);
    map.store(0, "new");
    map.sync(MS_SYNC);
    map.unmap();
  }

  private static void protections(Program p) {
    file(p);
    Fd read = p.open("f", O_RDONLY, 0);
    Mapping.of(p, read, PROT_READ | PROT_WRITE, MAP_SHARED);
    Mapping.of(p, read, PROT_READ | PROT_WRITE, MAP_PRIVATE).unmap();
    Mapping.of(p, read, PROT_READ | PROT_EXEC, MAP_PRIVATE).unmap();
    Mapping.of(p, read, PROT_READ, MAP_SHARED_VALIDATE | 0x80000);
    Mapping.of(p, p.open("f", 1, 0), PROT_READ, MAP_SHARED);
    Mapping.of(p, p.open(".", O_RDONLY, 0), PROT_READ, MAP_SHARED);
  }
}
