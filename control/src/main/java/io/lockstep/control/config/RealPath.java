package io.lockstep.control.config;

import java.io.IOException;
import java.nio.file.Path;

/** Where a path leads when all symbolic links are followed, as far as it exists. */
final class RealPath {

  private RealPath() {}

  static Path of(Path path) {
    Path existing = path.toAbsolutePath().normalize();
    Path rest = Path.of("");
    while (existing.getParent() != null) {
      try {
        return existing.toRealPath().resolve(rest).normalize();
      } catch (IOException e) {
        // Not there (or not to be read): what it would be inside its parent.
        rest = existing.getFileName().resolve(rest);
        existing = existing.getParent();
      }
    }
    return path.toAbsolutePath().normalize();
  }
}
