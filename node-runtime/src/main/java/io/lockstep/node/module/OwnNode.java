package io.lockstep.node.module;

import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.reintegration.StateSource;
import io.lockstep.node.tree.FileHandle;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What a synchronisation by state needs to know of the node it runs on. */
final class OwnNode implements StateSource.Node {

  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private final OpenedModule opened;

  OwnNode(OpenedModule opened) {
    this.opened = opened;
  }

  @Override
  public void awaitApplied() throws IOException {
    long journaled = opened.pipeline().lastSequence();
    long deadline = System.nanoTime() + TIMEOUT_NANOS;
    while (opened.applied().low() < journaled) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException("operations under way did not end within 30 s");
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  @Override
  public int open(long fileId) {
    FileHandle handle = opened.capture().files().get(fileId);
    return handle == null ? -Errno.ESTALE : opened.tree().openRead(handle, OpenFlags.O_PATH);
  }
}
