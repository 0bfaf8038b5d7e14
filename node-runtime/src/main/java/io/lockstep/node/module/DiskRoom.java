package io.lockstep.node.module;

import io.lockstep.node.replication.Room;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Looks at the disks before an acknowledgement, but not for each one: what was free a moment ago,
 * less what has been promised since, is enough as long as it lasts. For one thread at a time.
 */
final class DiskRoom implements Room {

  /** Somebody else may fill the disk too, or mount it read-only. */
  private static final long BELIEVED_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final Supplier<List<RoomRule.Disk>> disks;
  private long budgetBytes;
  private long lookedNanos;

  DiskRoom(Supplier<List<RoomRule.Disk>> disks) {
    this.disks = disks;
  }

  @Override
  public String lacking(long bytes) {
    long now = System.nanoTime();
    if (bytes > budgetBytes || now - lookedNanos > BELIEVED_NANOS) {
      List<RoomRule.Disk> found = disks.get();
      String lack = RoomRule.lacking(found, bytes, 1);
      if (!lack.isEmpty()) {
        return lack;
      }
      budgetBytes = RoomRule.budgetBytes(found);
      lookedNanos = now;
    }
    budgetBytes -= bytes;
    return "";
  }
}
