package io.lockstep.journal.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The journal's disk did not take another segment: it is full, read-only or fails. Nothing was
 * written, what is there stays readable, and the same call may succeed later.
 */
public final class NoSegmentException extends UncheckedIOException {
  private static final long serialVersionUID = 1;

  private final boolean full;

  private NoSegmentException(String message, boolean full, IOException cause) {
    super(message, cause);
    this.full = full;
  }

  /** Tells a full disk from a failing one by the room there is now. */
  static NoSegmentException of(Path journal, long neededBytes, IOException cause) {
    long freeBytes = freeBytes(journal);
    boolean full = cause instanceof NoSpaceException || (freeBytes >= 0 && freeBytes < neededBytes);
    String told =
        full
            ? "%s: expected %d MiB for a segment, found %d MiB: no space left on device, make room"
                .formatted(journal, neededBytes >> 20, freeBytes >> 20)
            : "%s: no segment can be made: %s: check the disk"
                .formatted(journal, cause.getMessage());
    return new NoSegmentException(told, full, cause);
  }

  private static long freeBytes(Path journal) {
    try {
      return Files.getFileStore(journal).getUnallocatedSpace();
    } catch (IOException e) {
      return -1;
    }
  }

  /** Whether room is all that is missing. */
  public boolean isFull() {
    return full;
  }
}
