package io.lockstep.node.conflict;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.SystemCallException;
import io.lockstep.node.reintegration.Removal;
import java.io.IOException;
import java.nio.file.Path;

/** Removes an archive, whatever the names in it are. */
public final class ArchiveRemoval {

  private ArchiveRemoval() {}

  /** Nothing of it is left when this returns. */
  public static void remove(Path archive) throws IOException {
    Path parent = archive.toAbsolutePath().getParent();
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC;
    int fd =
        SystemCallException.check(
            "open " + parent, Descriptors.open(PathBytes.of(parent), flags, 0));
    try {
      Removal.remove(fd, PathBytes.of(archive.getFileName()));
    } finally {
      Descriptors.close(fd);
    }
  }
}
