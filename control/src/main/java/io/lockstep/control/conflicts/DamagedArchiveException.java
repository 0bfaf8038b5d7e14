package io.lockstep.control.conflicts;

import java.io.IOException;
import java.nio.file.Path;

/** An archive is not what a node wrote. */
public final class DamagedArchiveException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedArchiveException(Path file, String expected, Object found) {
    super(
        "%s: expected %s, found %s: damaged, or written by a newer version; its files can be read as they are"
            .formatted(file, expected, found));
  }
}
