package io.lockstep.node.conformance;

import static io.lockstep.node.posix.OpenFlags.O_CREAT;
import static io.lockstep.node.posix.OpenFlags.O_RDONLY;
import static io.lockstep.node.posix.OpenFlags.O_RDWR;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;

/** flock(2), record locks of processes and of open file descriptions, leases (fcntl(2)). */
final class LockCases {

  private static final int LOCK_SH = 1;
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;
  private static final int LOCK_UN = 8;
  private static final int F_SETLK = 6;
  private static final int F_OFD_GETLK = 36;
  private static final int F_OFD_SETLK = 37;
  private static final int F_SETLEASE = 1024;
  private static final int F_GETLEASE = 1025;
  private static final short F_RDLCK = 0;
  private static final short F_WRLCK = 1;
  private static final short F_UNLCK = 2;

  private LockCases() {}

  static Stream<Case> all() {
    return Stream.of(
        new Case("lock: whole files", LockCases::wholeFiles),
        new Case("lock: ranges of open file descriptions", LockCases::ranges),
        new Case("lock: a process against a description", LockCases::process),
        new Case("lock: what the open mode allows", LockCases::modes),
        new Case("lock: on files without a name", LockCases::unlinked),
        new Case("lease: read and write", LockCases::leases));
  }

  private static void wholeFiles(Program p) {
    Fd one = p.open("f", O_CREAT | O_RDWR, 0644);
    Fd two = p.open("f", O_RDONLY, 0);
    p.call("flock", one, LOCK_SH | LOCK_NB);
    p.call("flock", two, LOCK_SH | LOCK_NB);
    p.call("flock", one, LOCK_EX | LOCK_NB);
    p.call("flock", two, LOCK_UN);
    p.call("flock", one, LOCK_EX | LOCK_NB);
    p.call("flock", two, LOCK_SH | LOCK_NB);
    p.close(one);
    p.call("flock", two, LOCK_EX | LOCK_NB);
    p.call("flock", p.open(".", O_RDONLY, 0), LOCK_EX | LOCK_NB);
  }

  private static MemorySegment range(Program p, short type, long start, long length) {
    MemorySegment lock = p.buffer(32).fill((byte) 0);
    lock.set(JAVA_SHORT, 0, type);
    lock.set(JAVA_LONG, 8, start);
    lock.set(JAVA_LONG, 16, length);
    return lock;
  }

  private static void lock(Program p, Fd fd, int command, short type, long start, long length) {
    MemorySegment lock = range(p, type, start, length);
    p.step(
        "fcntl %s %d type %d [%d,+%d)".formatted(fd, command, type, start, length),
        "fcntl",
        fd,
        command,
        lock);
    if (command == F_OFD_GETLK) {
      p.say(
          "held: type %d from %d, %d bytes"
              .formatted(lock.get(JAVA_SHORT, 0), lock.get(JAVA_LONG, 8), lock.get(JAVA_LONG, 16)));
    }
  }

  private static void ranges(Program p) {
    Fd one = p.open("f", O_CREAT | O_RDWR, 0644);
    Fd two = p.open("f", O_RDWR, 0);
    lock(p, one, F_OFD_SETLK, F_WRLCK, 10, 10);
    lock(p, two, F_OFD_SETLK, F_RDLCK, 15, 1);
    lock(p, two, F_OFD_SETLK, F_RDLCK, 20, 5);
    lock(p, two, F_OFD_GETLK, F_WRLCK, 0, 0);
    lock(p, one, F_OFD_SETLK, F_UNLCK, 12, 2);
    lock(p, two, F_OFD_SETLK, F_WRLCK, 12, 2);
    lock(p, one, F_OFD_SETLK, F_RDLCK, 0, 0);
    p.close(two);
    lock(p, one, F_OFD_SETLK, F_WRLCK, 0, 0);
    lock(p, one, F_OFD_SETLK, F_WRLCK, -1, 1);
  }

  private static void process(Program p) {
    Fd one = p.open("f", O_CREAT | O_RDWR, 0644);
    Fd two = p.open("f", O_RDWR, 0);
    lock(p, one, F_SETLK, F_WRLCK, 0, 100);
    lock(p, two, F_SETLK, F_WRLCK, 0, 100);
    lock(p, two, F_OFD_SETLK, F_WRLCK, 50, 1);
    Fd three = p.open("f", O_RDONLY, 0);
    p.close(three);
    lock(p, two, F_OFD_SETLK, F_WRLCK, 50, 1);
  }

  private static void modes(Program p) {
    p.prepare(x -> x.file("f", 0644, ""));
    Fd read = p.open("f", O_RDONLY, 0);
    Fd write = p.open("f", 1, 0);
    for (short type : new short[] {F_RDLCK, F_WRLCK}) {
      lock(p, read, F_SETLK, type, 0, 1);
      lock(p, write, F_SETLK, type, 1, 1);
    }
  }

  private static void unlinked(Program p) {
    Fd one = p.open("f", O_CREAT | O_RDWR, 0644);
    Fd two = p.open("f", O_RDWR, 0);
    p.call("unlink", "f");
    p.call("flock", one, LOCK_EX | LOCK_NB);
    p.call("flock", two, LOCK_EX | LOCK_NB);
    Fd other = p.open("f", O_CREAT | O_RDWR, 0644);
    p.call("flock", other, LOCK_EX | LOCK_NB);
    lock(p, one, F_OFD_SETLK, F_WRLCK, 0, 0);
    lock(p, two, F_OFD_SETLK, F_WRLCK, 0, 0);
    lock(p, other, F_OFD_SETLK, F_WRLCK, 0, 0);
  }

  private static void leases(Program p) {
    p.prepare(x -> x.file("f", 0644, "leased"));
    Fd read = p.open("f", O_RDONLY, 0);
    p.call("fcntl", read, F_SETLEASE, (int) F_RDLCK);
    p.call("fcntl", read, F_GETLEASE);
    p.call("fcntl", read, F_SETLEASE, (int) F_UNLCK);
    p.call("fcntl", read, F_SETLEASE, (int) F_WRLCK);
    p.call("fcntl", read, F_SETLEASE, (int) F_UNLCK);
  }
}
