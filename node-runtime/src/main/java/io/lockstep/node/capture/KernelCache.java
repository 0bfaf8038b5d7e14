package io.lockstep.node.capture;

import io.lockstep.node.capture.protocol.Notification;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

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
      for (Node node : volume.inodes().nodes(volume.original().root())) {
        Descriptors.write(device, buffer, Notification.invalidateInode(buffer, node.id()));
        if (!byEpoch) {
          dropNames(device, buffer, node.inode());
        }
      }
    }
  }

  /**
   * Makes it write what it keeps back of open files (a close writes all), and waits: to forget a
   * page it writes it first (invalidate_inode_pages2 in the kernel's mm/truncate.c). Not to be
   * called by a worker.
   */
  static void writeBack(int device, Volume volume) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Notification.MAX_BYTES, Long.BYTES);
      boolean all = volume.openFiles().mayHaveLeft();
      for (Node node : volume.inodes().nodes(volume.original().root())) {
        if (node.isRegular() && (all || node.inode().isOpen())) {
          Descriptors.write(device, buffer, Notification.invalidateInode(buffer, node.id()));
        }
      }
    }
  }

  /**
   * Makes it forget files that nobody uses, at most so many. Not to be called by a worker. Kernels
   * before 7.45 are told that the files' names are void; of these a path that somebody has open
   * would look deleted, so that only closed regular files are taken.
   */
  static void prune(int device, Volume volume, int most) {
    List<Node> unused = volume.inodes().unused(volume.original().root(), most);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Notification.MAX_BYTES, Long.BYTES);
      if (!volume.agreement().hasPrune() || !pruneNodes(device, buffer, unused)) {
        unused.stream()
            .filter(Node::isRegular)
            .forEach(node -> dropNames(device, buffer, node.inode()));
      }
    }
  }

  /** False if the kernel does not know the request: no flag of its INIT tells for sure. */
  private static boolean pruneNodes(int device, MemorySegment buffer, List<Node> unused) {
    long[] ids = unused.stream().mapToLong(Node::id).toArray();
    for (int from = 0; from < ids.length; from += Notification.MAX_PRUNED) {
      int to = Math.min(ids.length, from + Notification.MAX_PRUNED);
      int bytes = Notification.prune(buffer, Arrays.copyOfRange(ids, from, to));
      if (Descriptors.write(device, buffer, bytes) == -Errno.EINVAL) {
        return false;
      }
    }
    return true;
  }

  private static void dropNames(int device, MemorySegment buffer, Inode inode) {
    for (Place place : inode.places()) {
      Node parent = place.parent().node();
      if (parent != null) {
        byte[] name = place.name().bytes();
        Descriptors.write(device, buffer, Notification.invalidateEntry(buffer, parent.id(), name));
      }
    }
  }
}
