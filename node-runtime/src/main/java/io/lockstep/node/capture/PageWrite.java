package io.lockstep.node.capture;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.write.WritePath.LocalStep;

/**
 * The local step of a write through a descriptor of the original file.
 *
 * @param journaled runs as soon as the write has its place in the journal
 */
record PageWrite(Operation.Write write, OpenFile file, ModificationTime order, Runnable journaled)
    implements LocalStep {

  @Override
  public void placed() {
    journaled.run();
  }

  @Override
  public int run() {
    return order.apply(
        write, this::change, mtimeNanos -> LocalFile.modified(file.fd(), mtimeNanos));
  }

  private int change() {
    int result = LocalFile.write(file.fd(), write.data(), write.offset());
    if (result == 0) {
      file.flush().wrote(file.fd(), write.offset(), write.data().byteSize());
    }
    return result;
  }
}
