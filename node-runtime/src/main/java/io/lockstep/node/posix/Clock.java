package io.lockstep.node.posix;

import static io.lockstep.node.posix.Libc.INT;
import static io.lockstep.node.posix.Libc.POINTER;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;

/** The system's clock, without an object for each reading. All threads. */
public final class Clock {

  /** CLOCK_REALTIME (linux/time.h). */
  private static final int REALTIME = 0;

  private static final MethodHandle CLOCK_GETTIME =
      Libc.function("clock_gettime", INT, INT, POINTER);

  private Clock() {}

  /** clock_gettime(2): nanoseconds since 1970, as the kernel gives them to files. */
  public static long realtimeNanos() {
    Scratch scratch = Scratch.get();
    try {
      int result =
          scratch.check((int) CLOCK_GETTIME.invokeExact(scratch.errno, REALTIME, scratch.struct));
      return result < 0
          ? result
          : scratch.struct.get(JAVA_LONG, 0) * 1_000_000_000L + scratch.struct.get(JAVA_LONG, 8);
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }
}
