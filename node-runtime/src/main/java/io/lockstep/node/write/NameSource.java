package io.lockstep.node.write;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;

/**
 * Tells the write path under which name a file can be found, as of the end of the journal. Both
 * methods are called with the journal's append lock held, so that what they say and the order of
 * the journal agree.
 */
public interface NameSource {

  /** Where a file is: an entry of a directory. */
  record Binding(long parentId, Name name) {}

  /** One name of the file, or null if none is known. Never asked for roots. */
  Binding nameOf(long fileId);

  /** The operation at hand, of the calling thread, is about to be journaled under this number. */
  default void placing(long sequence) {}

  /** The operation has been given its place in the journal: names change accordingly. */
  void follow(Operation operation);
}
