package io.lockstep.node.module;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.replication.TreeApplier;
import io.lockstep.node.tree.BackingTree;
import io.lockstep.node.tree.FileTable;
import io.lockstep.node.verify.Examiner;

/** The mirror's tree with the file ids that the primary gave out. */
record ApplyToTree(BackingTree tree, FileTable files, Examiner examiner) implements TreeApplier {

  @Override
  public int apply(Operation operation, long timeNanos) {
    return tree.apply(operation, timeNanos, files);
  }

  @Override
  public byte[] examine(byte[] question) {
    return examiner.answer(question);
  }

  @Override
  public void clearIds() {
    files.clear();
  }
}
