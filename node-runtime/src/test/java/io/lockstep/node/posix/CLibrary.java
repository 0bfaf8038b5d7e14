package io.lockstep.node.posix;

import static io.lockstep.node.posix.Libc.INT;
import static io.lockstep.node.posix.Libc.LONG;
import static io.lockstep.node.posix.Libc.POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Any function of the C library by its name, for tests that make system calls which the product
 * does not. All threads. Memory is touched by the C library only, so that a page fault on a mount
 * that this process serves itself happens in native code and stops no other thread.
 */
public final class CLibrary {

  private static final Set<String> LONG_RESULTS =
      Set.of(
          "read",
          "write",
          "pread",
          "pwrite",
          "pwritev2",
          "preadv2",
          "lseek",
          "mmap",
          "syscall",
          "getxattr",
          "lgetxattr",
          "fgetxattr",
          "listxattr",
          "llistxattr",
          "flistxattr",
          "sendfile",
          "splice",
          "copy_file_range",
          "readlink",
          "pathconf",
          "fpathconf",
          "getdents64",
          "memcpy",
          "send",
          "recv");

  /** Index of the first argument that stands for the dots of the declaration. */
  private static final Map<String, Integer> VARIADIC =
      Map.of("open", 2, "openat", 3, "fcntl", 2, "ioctl", 2, "syscall", 1, "mremap", 4);

  private static final Map<String, MethodHandle> HANDLES = new ConcurrentHashMap<>();

  private CLibrary() {}

  /**
   * Calls it: the result, or the negative errno. Arguments are {@code Integer} (C int), {@code
   * Long}, {@code byte[]} (as a C string) or a native segment (as a pointer).
   */
  public static long call(String function, Object... arguments) {
    Scratch scratch = Scratch.get();
    try (Arena arena = Arena.ofConfined()) {
      List<Object> given = new ArrayList<>();
      given.add(scratch.errno);
      for (Object argument : arguments) {
        given.add(argument instanceof byte[] text ? cString(arena, text) : argument);
      }
      Object result = handle(function, arguments).invokeWithArguments(given);
      return scratch.check(((Number) result).longValue());
    } catch (Throwable t) {
      throw Libc.unexpected(t);
    }
  }

  private static MemorySegment cString(Arena arena, byte[] text) {
    MemorySegment string = arena.allocate(text.length + 1L);
    MemorySegment.copy(MemorySegment.ofArray(text), 0, string, 0, text.length);
    return string;
  }

  private static MethodHandle handle(String function, Object[] arguments) {
    MemoryLayout[] layouts =
        Arrays.stream(arguments).map(CLibrary::layout).toArray(MemoryLayout[]::new);
    return HANDLES.computeIfAbsent(
        function + Arrays.toString(layouts), _ -> link(function, layouts));
  }

  private static MethodHandle link(String function, MemoryLayout[] layouts) {
    MemoryLayout result = LONG_RESULTS.contains(function) ? LONG : INT;
    Integer firstVariadic = VARIADIC.get(function);
    return firstVariadic == null || firstVariadic > layouts.length
        ? Libc.function(function, result, layouts)
        : Libc.variadic(function, firstVariadic, result, layouts);
  }

  private static MemoryLayout layout(Object argument) {
    return switch (argument) {
      case Integer _ -> INT;
      case Long _ -> LONG;
      default -> POINTER;
    };
  }
}
