package io.lockstep.node.module;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.write.SyncHint;
import io.lockstep.node.write.WritePath;

/**
 * The directories are mounted before the pipeline exists, since it asks them for names: until then
 * nothing is let in.
 */
final class LateWritePath implements WritePath {

  private volatile WritePath path;

  void set(WritePath value) {
    path = value;
  }

  @Override
  public int execute(Operation operation, long timeNanos, LocalStep localStep) {
    return execute(operation, timeNanos, SyncHint.NONE, localStep);
  }

  @Override
  public int execute(Operation operation, long timeNanos, SyncHint hint, LocalStep localStep) {
    WritePath now = path;
    return now == null ? -Errno.EIO : now.execute(operation, timeNanos, hint, localStep);
  }
}
