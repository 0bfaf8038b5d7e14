package io.lockstep.control.barriers;

import static io.lockstep.control.barriers.Scene.FILE;
import static io.lockstep.node.posix.Descriptors.AT_FDCWD;
import static io.lockstep.node.posix.SystemCallException.check;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.posix.Attributes;
import io.lockstep.node.posix.ExtendedAttributes;
import io.lockstep.node.posix.PathBytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Calls that change what is known of a file. */
final class AttributeCalls {
  private static final long MTIME_SECONDS = 1_000_000_007;
  private static final int MTIME_NANOS = 123_456_789;

  /** S_IFREG and S_ISUID (stat.h). */
  private static final int MODE = 0104751;

  private static final byte[] XATTR = "user.colour".getBytes(StandardCharsets.UTF_8);

  private AttributeCalls() {}

  static List<SystemCall> all() {
    return List.of(
        new SystemCall(
            "chmod",
            scene -> scene.finished(FILE),
            scene -> check("chmod", Attributes.chmod(scene.bytes(FILE), MODE & 07777)),
            (directory, scene) -> has(directory, "unix:mode", MODE)),
        new SystemCall(
            "chown",
            scene -> scene.finished(FILE),
            scene ->
                check("chown", Attributes.fchownat(AT_FDCWD, scene.bytes(FILE), 1234, 4321, 0)),
            (directory, scene) -> {
              has(directory, "unix:uid", 1234);
              has(directory, "unix:gid", 4321);
            }),
        new SystemCall(
            "utimensat",
            scene -> scene.finished(FILE),
            scene ->
                check(
                    "utimensat",
                    Attributes.utimensat(
                        AT_FDCWD,
                        scene.bytes(FILE),
                        0,
                        Attributes.UTIME_OMIT,
                        MTIME_SECONDS,
                        MTIME_NANOS,
                        0)),
            (directory, scene) ->
                assertThat(
                        Files.getLastModifiedTime(directory.resolve(FILE)).to(TimeUnit.NANOSECONDS))
                    .isEqualTo(TimeUnit.SECONDS.toNanos(MTIME_SECONDS) + MTIME_NANOS)),
        new SystemCall(
            "setxattr",
            scene -> scene.finished(FILE),
            AttributeCalls::setXattr,
            (directory, scene) -> assertThat(xattrBytes(directory)).isEqualTo(XATTR.length)),
        new SystemCall(
            "removexattr",
            scene -> {
              scene.finished(FILE);
              setXattr(scene);
            },
            scene -> check("removexattr", ExtendedAttributes.removexattr(scene.bytes(FILE), XATTR)),
            (directory, scene) -> assertThat(xattrBytes(directory)).isNegative()));
  }

  private static void has(Path directory, String attribute, Object value) throws Exception {
    assertThat(Files.getAttribute(directory.resolve(FILE), attribute)).isEqualTo(value);
  }

  /** Its value is its name. */
  private static void setXattr(Scene scene) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(XATTR.length).copyFrom(MemorySegment.ofArray(XATTR));
      check(
          "setxattr",
          ExtendedAttributes.setxattr(scene.bytes(FILE), XATTR, value, XATTR.length, 0));
    }
  }

  /** Length of the value, or a negative error number. */
  private static long xattrBytes(Path directory) {
    return ExtendedAttributes.getxattr(
        PathBytes.of(directory.resolve(FILE)), XATTR, MemorySegment.NULL, 0);
  }
}
