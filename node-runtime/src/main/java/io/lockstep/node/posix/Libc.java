package io.lockstep.node.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/** Binds functions of the C library; every handle takes the errno segment as its first argument. */
final class Libc {

  /** C int, and the 32-bit typedefs (mode_t, uid_t, gid_t). */
  static final MemoryLayout INT = JAVA_INT;

  /** C long, size_t, off_t, dev_t. */
  static final MemoryLayout LONG = JAVA_LONG;

  static final MemoryLayout POINTER = ADDRESS;

  private static final Linker LINKER = Linker.nativeLinker();

  private Libc() {}

  /** A function of fixed arguments. */
  static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
    return link(name, FunctionDescriptor.of(result, arguments), List.of());
  }

  /** A function declared with {@code ...}: the argument with this index is the first such. */
  static MethodHandle variadic(
      String name, int firstVariadic, MemoryLayout result, MemoryLayout... arguments) {
    return link(
        name,
        FunctionDescriptor.of(result, arguments),
        List.of(Linker.Option.firstVariadicArg(firstVariadic)));
  }

  private static MethodHandle link(
      String name, FunctionDescriptor descriptor, List<Linker.Option> more) {
    List<Linker.Option> options = new ArrayList<>(more);
    options.add(Linker.Option.captureCallState("errno"));
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        options.toArray(Linker.Option[]::new));
  }

  /** A downcall itself throws nothing; what arrives here is a defect of the caller. */
  static RuntimeException unexpected(Throwable cause) {
    if (cause instanceof RuntimeException runtime) {
      return runtime;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return new IllegalStateException("system call: expected no exception", cause);
  }
}
