package io.lockstep.node.posix;

import static io.lockstep.node.posix.Libc.INT;
import static io.lockstep.node.posix.Libc.POINTER;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * Starts a program that is given one more descriptor than standard input, output and error, which
 * ProcessBuilder cannot. All threads; but a child that dies with its parent dies with the thread
 * that has started it.
 */
public final class Spawn {

  /** The descriptor that the program is given. */
  public static final int GIVEN_FD = 3;

  /** sizeof of posix_spawnattr_t (336) and posix_spawn_file_actions_t (80) of glibc, with room. */
  private static final int OPAQUE_BYTES = 512;

  /** sizeof(sigset_t) of glibc; all zero is the empty set. */
  private static final int SIGNAL_SET_BYTES = 128;

  /** spawn.h. */
  private static final short POSIX_SPAWN_SETSIGMASK = 0x08;

  private static final MethodHandle ATTRIBUTES =
      Libc.function("posix_spawnattr_init", INT, POINTER);
  private static final MethodHandle SET_MASK =
      Libc.function("posix_spawnattr_setsigmask", INT, POINTER, POINTER);
  private static final MethodHandle SET_FLAGS =
      Libc.function("posix_spawnattr_setflags", INT, POINTER, JAVA_SHORT);
  private static final MethodHandle ACTIONS =
      Libc.function("posix_spawn_file_actions_init", INT, POINTER);
  private static final MethodHandle ADD_DUP =
      Libc.function("posix_spawn_file_actions_adddup2", INT, POINTER, INT, INT);

  /** Since glibc 2.34 (2021). */
  private static final MethodHandle ADD_CLOSE_FROM =
      Libc.function("posix_spawn_file_actions_addclosefrom_np", INT, POINTER, INT);

  private static final MethodHandle SPAWN =
      Libc.function("posix_spawn", INT, POINTER, POINTER, POINTER, POINTER, POINTER, POINTER);

  private Spawn() {}

  /**
   * Starts a program; it inherits the environment and standard input, output and error, and nothing
   * else but the descriptor, as its number {@link #GIVEN_FD}.
   *
   * @param command the program's path and its arguments
   * @return the pid
   * @throws SystemCallException if the program cannot be started
   */
  public static int start(List<String> command, List<String> environment, int descriptor) {
    Scratch scratch = Scratch.get();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = attributes(arena, scratch);
      MemorySegment actions = actions(arena, scratch, descriptor);
      MemorySegment pid = arena.allocate(JAVA_INT);
      MemorySegment path = string(arena, command.getFirst());
      MemorySegment argv = strings(arena, command);
      MemorySegment environ = strings(arena, environment);
      requireZero(
          "starting " + command.getFirst(),
          (int) SPAWN.invokeExact(scratch.errno, pid, path, actions, attributes, argv, environ));
      return pid.get(JAVA_INT, 0);
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  /** Threads of a JVM block signals that the program may want to have. */
  private static MemorySegment attributes(Arena arena, Scratch scratch) throws Throwable {
    MemorySegment attributes = arena.allocate(OPAQUE_BYTES, Long.BYTES);
    MemorySegment none = arena.allocate(SIGNAL_SET_BYTES, Long.BYTES);
    requireZero("spawn attributes", (int) ATTRIBUTES.invokeExact(scratch.errno, attributes));
    requireZero("signal mask", (int) SET_MASK.invokeExact(scratch.errno, attributes, none));
    requireZero(
        "spawn flags",
        (int) SET_FLAGS.invokeExact(scratch.errno, attributes, POSIX_SPAWN_SETSIGMASK));
    return attributes;
  }

  private static MemorySegment actions(Arena arena, Scratch scratch, int descriptor)
      throws Throwable {
    MemorySegment actions = arena.allocate(OPAQUE_BYTES, Long.BYTES);
    requireZero("spawn actions", (int) ACTIONS.invokeExact(scratch.errno, actions));
    requireZero(
        "spawn dup2", (int) ADD_DUP.invokeExact(scratch.errno, actions, descriptor, GIVEN_FD));
    requireZero(
        "spawn closefrom", (int) ADD_CLOSE_FROM.invokeExact(scratch.errno, actions, GIVEN_FD + 1));
    return actions;
  }

  /** These functions return the error itself. */
  private static void requireZero(String what, int errno) {
    SystemCallException.check(what, -errno);
  }

  private static MemorySegment strings(Arena arena, List<String> strings) {
    MemorySegment array = arena.allocate(ADDRESS, strings.size() + 1L);
    for (int i = 0; i < strings.size(); i++) {
      array.setAtIndex(ADDRESS, i, string(arena, strings.get(i)));
    }
    return array;
  }

  private static MemorySegment string(Arena arena, String text) {
    return arena.allocateFrom(text);
  }
}
