package io.lockstep.node.module;

import io.lockstep.node.role.Input;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Notices when there is room again on the disks of a module's directories, so that a node that
 * waits for it comes back at once. Looked at by the role thread; asking a file system for its free
 * space does not wait for a disk.
 */
final class RoomWatch {

  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Reserves that must be free before a node comes back. */
  private static final int RESERVES = 2;

  private final Consumer<Input> inbox;
  private long dueNanos = System.nanoTime();
  private boolean lacking;

  RoomWatch(Consumer<Input> inbox) {
    this.inbox = inbox;
  }

  void look(OpenedModule opened, long nowNanos) {
    if (nowNanos - dueNanos < 0) {
      return;
    }
    dueNanos = nowNanos + INTERVAL_NANOS;
    boolean before = lacking;
    lacking = !RoomRule.lacking(opened.disks(), 0, RESERVES).isEmpty();
    if (before && !lacking) {
      inbox.accept(new Input.RoomIsBack());
    }
  }
}
