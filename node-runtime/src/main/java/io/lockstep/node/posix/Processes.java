package io.lockstep.node.posix;

import static io.lockstep.node.posix.Libc.INT;
import static io.lockstep.node.posix.Libc.LONG;
import static io.lockstep.node.posix.Libc.POINTER;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Processes and properties of the process or the calling thread. All threads; every result is 0 or
 * more, or a negative {@link Errno}.
 */
public final class Processes {

  public static final int SIGHUP = 1;
  public static final int SIGINT = 2;
  public static final int SIGKILL = 9;
  public static final int SIGTERM = 15;
  public static final int SIGCONT = 18;
  public static final int SIGSTOP = 19;

  /** clock_gettime(2) clocks. */
  public static final int CLOCK_REALTIME = 0;

  public static final int CLOCK_MONOTONIC = 1;

  /** Like monotonic, counting suspended time too. */
  public static final int CLOCK_BOOTTIME = 7;

  /** getrlimit(2): number of descriptors. */
  public static final int RLIMIT_NOFILE = 7;

  /** prctl(2) options. */
  public static final int PR_SET_PDEATHSIG = 1;

  public static final int PR_SET_CHILD_SUBREAPER = 36;
  public static final int PR_SET_IO_FLUSHER = 57;

  /** unshare(2) and setns(2). */
  public static final int CLONE_FS = 0x200;

  public static final int CLONE_NEWNS = 0x20000;
  public static final int CLONE_NEWNET = 0x40000000;

  /** Numbers are the same on all architectures (asm-generic/unistd.h). */
  private static final long SYS_PIDFD_SEND_SIGNAL = 424;

  private static final long SYS_PIDFD_OPEN = 434;

  private static final MethodHandle PIDFD_OPEN = Libc.systemCall(INT, INT);
  private static final MethodHandle PIDFD_SEND_SIGNAL = Libc.systemCall(INT, INT, POINTER, INT);
  private static final MethodHandle CLOCK_GETTIME =
      Libc.function("clock_gettime", INT, INT, POINTER);

  private static final MethodHandle KILL = Libc.function("kill", INT, INT, INT);
  private static final MethodHandle PRCTL =
      Libc.variadic("prctl", 1, INT, INT, LONG, LONG, LONG, LONG);
  private static final MethodHandle UMASK = Libc.function("umask", INT, INT);
  private static final MethodHandle SETFSUID = Libc.function("setfsuid", INT, INT);
  private static final MethodHandle SETFSGID = Libc.function("setfsgid", INT, INT);
  private static final MethodHandle UNSHARE = Libc.function("unshare", INT, INT);
  private static final MethodHandle SETNS = Libc.function("setns", INT, INT, INT);
  private static final MethodHandle GETPID = Libc.function("getpid", INT);
  private static final MethodHandle GETRLIMIT = Libc.function("getrlimit", INT, INT, POINTER);
  private static final MethodHandle SETRLIMIT = Libc.function("setrlimit", INT, INT, POINTER);

  private Processes() {}

  /** kill(2). */
  public static int kill(int pid, int signal) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) KILL.invokeExact(scratch.errno, pid, signal));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** prctl(2) with one argument. */
  public static int prctl(int option, long argument) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) PRCTL.invokeExact(scratch.errno, option, argument, 0L, 0L, 0L));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /**
   * umask(2): the previous mask; for the whole process, unless the thread has unshared CLONE_FS.
   */
  public static int umask(int mode) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) UMASK.invokeExact(scratch.errno, mode));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** setfsuid(2): the previous user id of file access of this thread; never an error. */
  public static int setfsuid(int uid) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) SETFSUID.invokeExact(scratch.errno, uid));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** setfsgid(2): the previous group id of file access of this thread; never an error. */
  public static int setfsgid(int gid) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) SETFSGID.invokeExact(scratch.errno, gid));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** unshare(2), for the calling thread. */
  public static int unshare(int flags) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) UNSHARE.invokeExact(scratch.errno, flags));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** setns(2), for the calling thread. */
  public static int setns(int fd, int type) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) SETNS.invokeExact(scratch.errno, fd, type));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** getpid(2). */
  public static int getpid() {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) GETPID.invokeExact(scratch.errno));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** getrlimit(2): the soft and the hard limit, 64 bits each. */
  public static int getrlimit(int resource, MemorySegment limits) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) GETRLIMIT.invokeExact(scratch.errno, resource, limits));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** setrlimit(2): the soft and the hard limit, 64 bits each. */
  public static int setrlimit(int resource, MemorySegment limits) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) SETRLIMIT.invokeExact(scratch.errno, resource, limits));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** pidfd_open(2): a descriptor that becomes readable when the process ends. */
  public static int pidfdOpen(int pid) {
    Scratch scratch = Scratch.get();
    try {
      return (int)
          scratch.check((long) PIDFD_OPEN.invokeExact(scratch.errno, SYS_PIDFD_OPEN, pid, 0));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** pidfd_send_signal(2): hits that very process, never a later one with the same number. */
  public static int pidfdSendSignal(int pidfd, int signal) {
    Scratch scratch = Scratch.get();
    try {
      return (int)
          scratch.check(
              (long)
                  PIDFD_SEND_SIGNAL.invokeExact(
                      scratch.errno, SYS_PIDFD_SEND_SIGNAL, pidfd, signal, MemorySegment.NULL, 0));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** clock_gettime(2), in nanoseconds. */
  public static long clockNanos(int clock) {
    Scratch scratch = Scratch.get();
    try {
      int result =
          scratch.check((int) CLOCK_GETTIME.invokeExact(scratch.errno, clock, scratch.struct));
      return result < 0
          ? result
          : scratch.struct.get(JAVA_LONG, 0) * 1_000_000_000L + scratch.struct.get(JAVA_LONG, 8);
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }
}
