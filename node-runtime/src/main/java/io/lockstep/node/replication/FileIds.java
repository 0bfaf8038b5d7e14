package io.lockstep.node.replication;

import io.lockstep.journal.op.Operation;
import java.util.function.LongConsumer;

/** Which file ids an operation takes for known. */
final class FileIds {

  private FileIds() {}

  /**
   * Gives every id that must have been introduced in the segment before the operation, parents
   * first. Ids the operation introduces itself are not among them.
   */
  static void eachUsed(Operation operation, LongConsumer action) {
    switch (operation) {
      case Operation.Bind o -> action.accept(o.parentId());
      case Operation.Create o -> action.accept(o.parentId());
      case Operation.MakeDirectory o -> action.accept(o.parentId());
      case Operation.Symlink o -> action.accept(o.parentId());
      case Operation.Heal o -> action.accept(o.parentId());
      case Operation.Link o -> both(o.parentId(), o.fileId(), action);
      case Operation.Unlink o -> both(o.parentId(), o.fileId(), action);
      case Operation.RemoveDirectory o -> both(o.parentId(), o.fileId(), action);
      case Operation.Rename o -> rename(o, action);
      case Operation.OfFile o -> action.accept(o.fileId());
    }
  }

  private static void both(long parentId, long fileId, LongConsumer action) {
    action.accept(parentId);
    action.accept(fileId);
  }

  private static void rename(Operation.Rename o, LongConsumer action) {
    action.accept(o.parentId());
    both(o.newParentId(), o.fileId(), action);
    if (o.replacedId() != 0) {
      action.accept(o.replacedId());
    }
  }
}
