package io.lockstep.node.module;

import io.lockstep.node.tree.FreeSpace;
import java.nio.file.Path;
import java.util.List;

/**
 * When a mirror has too little room to promise anything. A reserve stays free, because what an
 * operation needs beside its data (a directory's block, an extent's) is not known. Pure.
 */
final class RoomRule {

  private static final long LEAST_RESERVE_BYTES = 2L << 20;
  private static final long MOST_RESERVE_BYTES = 64L << 20;

  /** On a small file system a smaller part is kept back. */
  private static final long RESERVED_PART = 64;

  private static final long RESERVED_INODES = 32;

  /** A replicated directory, and what its file system has left. */
  record Disk(Path directory, FreeSpace space) {}

  private RoomRule() {}

  /**
   * What is missing for so many bytes more; empty if nothing is.
   *
   * @param reserves how many of them must stay free: more than 1 for coming back, so that a node
   *     does not come and go at the edge
   */
  static String lacking(List<Disk> disks, long bytes, int reserves) {
    return disks.stream()
        .map(disk -> lacking(disk, bytes, reserves))
        .filter(lack -> !lack.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String lacking(Disk disk, long bytes, int reserves) {
    FreeSpace space = disk.space();
    if (space.readOnly()) {
      return disk.directory() + " is read-only: mount its file system writable";
    }
    long neededBytes = reserves * reserveBytes(space) + bytes;
    if (space.freeBytes() < neededBytes) {
      return "%s is nearly full: expected %d KiB free, found %d KiB: make room"
          .formatted(disk.directory(), neededBytes >> 10, space.freeBytes() >> 10);
    }
    long neededInodes = reserves * RESERVED_INODES;
    if (space.totalInodes() > 0 && space.freeInodes() < neededInodes) {
      return "%s is nearly out of inodes: expected %d free, found %d: remove files"
          .formatted(disk.directory(), neededInodes, space.freeInodes());
    }
    return "";
  }

  /** Bytes that may be promised before the disks have to be looked at again. */
  static long budgetBytes(List<Disk> disks) {
    return disks.stream()
        .map(Disk::space)
        .mapToLong(space -> Math.max(0, space.freeBytes() - reserveBytes(space)))
        .min()
        .orElse(0);
  }

  private static long reserveBytes(FreeSpace space) {
    return Math.clamp(space.totalBytes() / RESERVED_PART, LEAST_RESERVE_BYTES, MOST_RESERVE_BYTES);
  }
}
