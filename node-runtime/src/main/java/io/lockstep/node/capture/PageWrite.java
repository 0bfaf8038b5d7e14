package io.lockstep.node.capture;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.write.WritePath.LocalStep;

/**
 * The local step of a write through a descriptor of the original file.
 *
 * @param journaled runs as soon as the write has its place in the journal
 */
record PageWrite(Operation.Write write, int fd, ModificationTime order, Runnable journaled)
    implements LocalStep {

  @Override
  public void placed() {
    journaled.run();
  }

  @Override
  public int run() {
    return order.apply(
        write,
        () -> LocalFile.write(fd, write.data(), write.offset()),
        mtimeNanos -> LocalFile.modified(fd, mtimeNanos));
  }
}
