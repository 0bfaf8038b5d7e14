package io.lockstep.node.conflict;

import java.io.IOException;
import java.nio.file.Path;

/** The disk of the state directory cannot take what is to be archived. Nothing was touched. */
public final class NoRoomForArchive extends IOException {
  private static final long serialVersionUID = 1;
  private static final long MEBIBYTE = 1 << 20;

  NoRoomForArchive(Path directory, long neededBytes, long freeBytes) {
    super(
        "expected %d MiB of room in %s, found %d MiB; make room, it is tried again"
            .formatted(mebibytes(neededBytes), directory, freeBytes / MEBIBYTE));
  }

  private static long mebibytes(long bytes) {
    return (bytes + MEBIBYTE - 1) / MEBIBYTE;
  }
}
