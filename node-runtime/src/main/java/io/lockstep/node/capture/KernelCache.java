package io.lockstep.node.capture;

import io.lockstep.node.capture.protocol.Notification;
import io.lockstep.node.posix.Descriptors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Makes the kernel forget what it has cached of one mount. */
final class KernelCache {

  private KernelCache() {}

  /**
   * Names, attributes, pages. Not to be called by a worker: the kernel may first want requests of
   * this mount answered. An inode that the kernel has dropped meanwhile needs nothing (ENOENT).
   */
  static void drop(int device, Volume volume) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Notification.MAX_BYTES, Long.BYTES);
      boolean byEpoch = volume.agreement().hasIncrementEpoch();
      if (byEpoch) {
        Descriptors.write(device, buffer, Notification.incrementEpoch(buffer));
      }
      for (Inode inode : volume.inodes().known(volume.original().root())) {
        Descriptors.write(device, buffer, Notification.invalidateInode(buffer, inode.nodeId()));
        if (!byEpoch) {
          dropNames(device, buffer, inode);
        }
      }
    }
  }

  private static void dropNames(int device, MemorySegment buffer, Inode inode) {
    for (Place place : inode.places()) {
      int bytes =
          Notification.invalidateEntry(buffer, place.parent().nodeId(), place.name().bytes());
      Descriptors.write(device, buffer, bytes);
    }
  }
}
