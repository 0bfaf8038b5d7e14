package io.lockstep.node.verify;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where one verification keeps what the mirror had, and how much it may still keep. Entries are
 * numbered from 1 on. Not safe for several threads.
 */
final class KeptPlace {

  /** A sixteenth of the disk is left alone. */
  private static final int RESERVED_PART = 16;

  private final Path directory;
  private final FileStore disk;
  private final long maxBytes;
  private long usedBytes;
  private long number;

  private KeptPlace(Path directory, FileStore disk, long maxBytes, long usedBytes) {
    this.directory = directory;
    this.disk = disk;
    this.maxBytes = maxBytes;
    this.usedBytes = usedBytes;
  }

  /**
   * Makes the directory, which must be new: so no number is taken yet.
   *
   * @param maxBytes how much all verifications together may keep
   * @param usedBytes how much the earlier ones have kept
   */
  static KeptPlace create(Path directory, long maxBytes, long usedBytes) throws IOException {
    Files.createDirectory(directory);
    return new KeptPlace(directory, Files.getFileStore(directory), maxBytes, usedBytes);
  }

  boolean isOf(String verification) {
    return directory.getFileName().toString().equals(verification);
  }

  Path directory() {
    return directory;
  }

  Path list() {
    return directory.resolve("list");
  }

  Path file(long ofNumber) {
    return directory.resolve(Long.toString(ofNumber));
  }

  /** Of the newest entry. */
  long number() {
    return number;
  }

  long nextNumber() {
    number++;
    return number;
  }

  long usedBytes() {
    return usedBytes;
  }

  /** Nothing of the entries since is left. */
  void goBackTo(long earlierNumber, long earlierUsedBytes) {
    number = earlierNumber;
    usedBytes = earlierUsedBytes;
  }

  /** This disk has the journal too: what is left of it must stay enough for that. */
  void takeRoom(long bytes) throws IOException {
    long spareBytes = disk.getUsableSpace() - disk.getTotalSpace() / RESERVED_PART;
    long foundBytes = Math.max(0, Math.min(maxBytes - usedBytes, spareBytes));
    if (bytes > foundBytes) {
      throw new IOException(
          "expected room for %d bytes, found room for %d of at most %d: remove what is not needed below %s"
              .formatted(bytes, foundBytes, maxBytes, directory.getParent()));
    }
    usedBytes += bytes;
  }
}
