package io.lockstep.node.conformance;

import io.lockstep.node.posix.CLibrary;
import io.lockstep.node.posix.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Who makes a system call. Taken on by one thread alone: the C library's functions would change the
 * whole process, so the system calls are made by their numbers (asm/unistd.h). The saved user id
 * stays 0, which is the way back (credentials(7)).
 */
record Credentials(String name, int uid, int gid, int... groups) {

  static final Credentials ROOT = new Credentials("root", 0, 0);

  /** An ordinary user; 2001 is a group that she is in beside her own. */
  static final Credentials ALICE = new Credentials("alice", 1001, 1001, 2001);

  /** Another one, in no group but his own. */
  static final Credentials BOB = new Credentials("bob", 1002, 1002);

  /** Alice's second group, and one that neither is in. */
  static final int TEAM = 2001;

  static final int STRANGERS = 3001;

  private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
  private static final long SETGROUPS = ARM ? 159 : 116;
  private static final long SETRESUID = ARM ? 147 : 117;
  private static final long SETRESGID = ARM ? 149 : 119;

  /** From now on this thread acts for them. */
  void takeOn() {
    if (uid == 0) {
      return;
    }
    setGroups(groups);
    check("setresgid", CLibrary.call("syscall", SETRESGID, (long) gid, (long) gid, 0L));
    check("setresuid", CLibrary.call("syscall", SETRESUID, (long) uid, (long) uid, 0L));
  }

  /** This thread is root again. */
  void putOff() {
    if (uid == 0) {
      return;
    }
    check("setresuid", CLibrary.call("syscall", SETRESUID, 0L, 0L, 0L));
    check("setresgid", CLibrary.call("syscall", SETRESGID, 0L, 0L, 0L));
    setGroups();
  }

  private static void setGroups(int... wanted) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment list = arena.allocate(ValueLayout.JAVA_INT, Math.max(1, wanted.length));
      MemorySegment.copy(wanted, 0, list, ValueLayout.JAVA_INT, 0, wanted.length);
      check("setgroups", CLibrary.call("syscall", SETGROUPS, (long) wanted.length, list));
    }
  }

  private static void check(String call, long result) {
    SystemCallException.check(call, result);
  }

  @Override
  public String toString() {
    return name;
  }
}
