package io.lockstep.node.capture;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lockstep.node.posix.Mounts;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.SystemCallException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The kernel's control file system for FUSE (Documentation/filesystems/fuse.rst, "Control
 * filesystem"). Needs root.
 */
final class FuseControl {

  private static final String TYPE = "fusectl";
  private static final Path USUAL_PLACE = Path.of("/sys/fs/fuse/connections");

  private FuseControl() {}

  /**
   * Ends a connection: requests under way fail, its workers see the end, and whoever still has it
   * mounted gets errors. Does nothing if it has ended.
   *
   * @param connection the minor number of the device that its files are on
   * @throws UncheckedIOException if that cannot be told the kernel
   */
  static void abort(long connection) {
    try {
      if (Files.exists(fileOf(USUAL_PLACE, connection))) {
        abort(USUAL_PLACE, connection);
      } else {
        abortThroughOwnMount(connection);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path fileOf(Path control, long connection) {
    return control.resolve(Long.toString(connection)).resolve("abort");
  }

  private static void abort(Path control, long connection) throws IOException {
    Path file = fileOf(control, connection);
    if (Files.exists(file)) {
      Files.writeString(file, "1", StandardOpenOption.WRITE);
    }
  }

  /** Nobody has mounted it where it usually is. */
  private static void abortThroughOwnMount(long connection) throws IOException {
    Path place = Files.createTempDirectory("lockstep-fusectl-");
    byte[] path = PathBytes.of(place);
    try {
      SystemCallException.check(
          "mounting " + TYPE + " on " + place,
          Mounts.mount(PathBytes.of(Path.of(TYPE)), path, TYPE.getBytes(US_ASCII), 0, null));
      abort(place, connection);
    } finally {
      Mounts.umount2(path, Mounts.MNT_DETACH | Mounts.UMOUNT_NOFOLLOW);
      Files.delete(place);
    }
  }
}
