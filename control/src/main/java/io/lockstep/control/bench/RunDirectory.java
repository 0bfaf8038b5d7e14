package io.lockstep.control.bench;

import io.lockstep.control.demo.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The directory of one run, which is removed with all it holds. When a signal ends the run,
 * somebody may still be making or removing files in it for a moment: then it is tried again.
 */
record RunDirectory(Path path) implements AutoCloseable {
  private static final int TRIES = 50;
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

  /** A new one, through which programs find their way that run as users of their own. */
  static RunDirectory create(Path parent) throws IOException {
    Path directory = Files.createTempDirectory(parent.toRealPath(), "lockstep-bench-");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new RunDirectory(directory);
  }

  @Override
  public void close() throws IOException {
    for (int tries = 1; Files.exists(path); tries++) {
      try {
        new TemporaryDirectory(path).close();
      } catch (NoSuchFileException | DirectoryNotEmptyException e) {
        if (tries == TRIES) {
          throw e;
        }
        LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
      }
    }
  }
}
