package io.lockstep.node.posix;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Paths as the bytes that system calls take (no terminating NUL). */
public final class PathBytes {

  private static final byte[] DESCRIPTORS = "/proc/self/fd/".getBytes(StandardCharsets.US_ASCII);

  private PathBytes() {}

  /** A configured path, in UTF-8. */
  public static byte[] of(Path path) {
    return of(path.toString());
  }

  /** The text's UTF-8 bytes. */
  public static byte[] of(String path) {
    return path.getBytes(StandardCharsets.UTF_8);
  }

  /** {@code /proc/self/fd/N} (proc(5)): leads to exactly what the descriptor stands for. */
  public static byte[] ofDescriptor(int fd) {
    byte[] number = Integer.toString(fd).getBytes(StandardCharsets.US_ASCII);
    byte[] path = new byte[DESCRIPTORS.length + number.length];
    System.arraycopy(DESCRIPTORS, 0, path, 0, DESCRIPTORS.length);
    System.arraycopy(number, 0, path, DESCRIPTORS.length, number.length);
    return path;
  }
}
