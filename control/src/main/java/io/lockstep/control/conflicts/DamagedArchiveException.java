package io.lockstep.control.conflicts;

import io.lockstep.node.config.FileFailure;
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

  /** Something of it cannot be read. */
  DamagedArchiveException(Path file, String expected, Exception failure) {
    this(file, expected, words(failure));
    initCause(failure);
  }

  private static String words(Exception failure) {
    return failure instanceof IOException io ? FileFailure.words(io) : failure.getMessage();
  }
}
