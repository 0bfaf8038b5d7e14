package io.lockstep.node.posix;

import static io.lockstep.node.posix.Libc.INT;
import static io.lockstep.node.posix.Libc.LONG;
import static io.lockstep.node.posix.Libc.POINTER;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Ending processes, waiting for them, and what becomes of a process when its parent ends. All
 * threads; every result is 0 or more, or a negative {@link Errno}.
 */
public final class Processes {

  /** signal(7), the same on all architectures that Linux's asm-generic covers. */
  public static final int SIGKILL = 9;

  public static final int SIGTERM = 15;

  /** prctl(2) options (linux/prctl.h). */
  private static final int PR_SET_PDEATHSIG = 1;

  private static final int PR_SET_CHILD_SUBREAPER = 36;

  /** pidfd_open(2), the same number on all architectures (asm-generic/unistd.h). */
  private static final long SYS_PIDFD_OPEN = 434;

  private static final short POLLIN = 1;

  private static final MethodHandle WAITPID = Libc.function("waitpid", INT, INT, POINTER, INT);
  private static final MethodHandle KILL = Libc.function("kill", INT, INT, INT);
  private static final MethodHandle GETPPID = Libc.function("getppid", INT);
  private static final MethodHandle PRCTL =
      Libc.variadic("prctl", 1, INT, INT, LONG, LONG, LONG, LONG);
  private static final MethodHandle SYSCALL_PIDFD =
      Libc.variadic("syscall", 1, LONG, LONG, INT, INT);
  private static final MethodHandle POLL = Libc.function("poll", INT, POINTER, LONG, INT);

  private Processes() {}

  /** How a child has ended. */
  public record Ending(int pid, int status) {

    /** The number of the signal that ended it, or 0 (wait(2): WTERMSIG). */
    public int signal() {
      return status & 0x7f;
    }

    /** Its exit code, meaningful if {@link #signal} is 0 (WEXITSTATUS). */
    public int exitCode() {
      return (status >> 8) & 0xff;
    }
  }

  /**
   * waitpid(2): waits until a child ends, any one with pid -1.
   *
   * @throws SystemCallException if there is none
   */
  public static Ending await(int pid) {
    Scratch scratch = Scratch.get();
    int result;
    do {
      try {
        result = scratch.check((int) WAITPID.invokeExact(scratch.errno, pid, scratch.struct, 0));
      } catch (Throwable t) {
        throw Libc.unexpected(t);
      }
    } while (result == -Errno.EINTR);
    return new Ending(
        SystemCallException.check("waitpid", result), scratch.struct.get(JAVA_INT, 0));
  }

  /** kill(2). */
  public static int kill(int pid, int signal) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) KILL.invokeExact(scratch.errno, pid, signal));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** getppid(2). */
  public static int parent() {
    Scratch scratch = Scratch.get();
    try {
      return (int) GETPPID.invokeExact(scratch.errno);
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /**
   * This process is killed when the thread that started it ends (PR_SET_PDEATHSIG). It may have
   * ended already: look at {@link #parent} afterwards.
   */
  public static int dieWithParent() {
    return prctl(PR_SET_PDEATHSIG, SIGKILL);
  }

  /** Descendants whose parents end become children of this process (PR_SET_CHILD_SUBREAPER). */
  public static int adoptOrphans() {
    return prctl(PR_SET_CHILD_SUBREAPER, 1);
  }

  private static int prctl(int option, long argument) {
    Scratch scratch = Scratch.get();
    try {
      return scratch.check((int) PRCTL.invokeExact(scratch.errno, option, argument, 0L, 0L, 0L));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** pidfd_open(2): a descriptor that stands for the process, also if it is nobody's child here. */
  public static int open(int pid) {
    Scratch scratch = Scratch.get();
    try {
      return (int)
          scratch.check((long) SYSCALL_PIDFD.invokeExact(scratch.errno, SYS_PIDFD_OPEN, pid, 0));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /**
   * Waits on a descriptor of {@link #open}: 1 when the process has ended, 0 after the limit, -1 for
   * no limit.
   */
  public static int awaitEnd(int pidFd, int limitMillis) {
    Scratch scratch = Scratch.get();
    MemorySegment pollFd = scratch.struct;
    // struct pollfd: int fd | short events | short revents
    pollFd.set(JAVA_INT, 0, pidFd);
    pollFd.set(JAVA_INT, 4, POLLIN);
    try {
      return scratch.check((int) POLL.invokeExact(scratch.errno, pollFd, 1L, limitMillis));
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }
}
