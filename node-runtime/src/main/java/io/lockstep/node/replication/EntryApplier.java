package io.lockstep.node.replication;

import io.lockstep.journal.log.AppliedMap;
import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.posix.Errno;

/**
 * Applies what is journaled to the tree, in its order, and keeps the map of what is applied; hands
 * barriers over to whom syncs. For one thread at a time.
 */
final class EntryApplier {

  private final AppliedMap applied;
  private final TreeApplier tree;
  private final SyncRunner syncs;

  EntryApplier(AppliedMap applied, TreeApplier tree, SyncRunner syncs) {
    this.applied = applied;
    this.tree = tree;
    this.syncs = syncs;
  }

  /** 0 or more, or a negative errno: then the tree lacks it. */
  int apply(Entry entry) {
    return switch (entry.operation()) {
      case Operation.Barrier _ -> {
        applied.skipped(entry.sequence());
        syncs.start(entry);
        yield 0;
      }
      case Operation.Bind bind -> {
        applied.skipped(entry.sequence());
        yield tree.apply(bind, entry.timeNanos());
      }
      case Operation change -> change(entry, change);
    };
  }

  private int change(Entry entry, Operation change) {
    int slot = applied.started(entry.sequence());
    int result = tree.apply(change, entry.timeNanos());
    if (result >= 0) {
      applied.applied(slot, entry.sequence());
    } else if (isPostponed(entry, result)) {
      applied.failed(slot, entry.sequence());
    }
    return result;
  }

  /** Whether a redo may succeed with what failed now, for want of room. */
  static boolean isPostponed(Entry entry, int result) {
    return !(entry.operation() instanceof Operation.Bind) && Errno.isPassing(result);
  }
}
