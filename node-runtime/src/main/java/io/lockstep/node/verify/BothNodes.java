package io.lockstep.node.verify;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.tree.FileHandle;
import java.util.List;
import java.util.Optional;

/** The primary's and the mirror's tree, as far as a verification needs them. One thread. */
interface BothNodes {

  /**
   * Has both look at a directory of this node at exactly the same place.
   *
   * @return empty if what is asked about has gone meanwhile
   * @throws VerificationEnded if this node is not mirrored any more, or the mirror does not answer
   */
  Optional<Both> ask(FileHandle directory, Subject subject) throws VerificationEnded;

  /**
   * Has the mirror keep what it has at a name; when it is on its disk.
   *
   * @return why it was not kept, or empty
   */
  String keep(FileHandle directory, Subject.Keep what) throws VerificationEnded;

  /** Operations that describe an entry of this node. */
  @FunctionalInterface
  interface Description {
    /**
     * Called while nobody changes directory and entry.
     *
     * @param fileId 0 if there is no such entry on this node
     */
    List<Operation> of(long directoryId, long fileId);
  }

  /**
   * Has the mirror apply a description.
   *
   * @param name null for the directory itself
   * @return whether it has all of it in its journal
   */
  boolean mend(FileHandle directory, Name name, Description description) throws VerificationEnded;
}
