package io.lockstep.node.reintegration;

import io.lockstep.node.tree.Digest;
import java.util.List;

/** What the target says: what it needs. */
sealed interface TargetMessage extends StateMessage {

  /** The extended attributes of the file are needed. */
  record XattrsWanted(long file) implements TargetMessage {}

  /** Hashes of the target's blocks from {@code firstBlock} on; those that differ are needed. */
  record Compare(long file, long firstBlock, List<Digest> hashes) implements TargetMessage {}

  /** The target holds zeros there; whatever is not zero is needed. */
  record Fetch(long file, long offset, long length) implements TargetMessage {}

  /** Nothing more is needed of the file than what has been asked. */
  record Asked(long file) implements TargetMessage {}

  /**
   * The source's turn to speak. A file that the target has not spoken about in its turn needs
   * nothing.
   *
   * @param misfits how many of the source's statements did not fit the target's tree
   */
  record Turn(int misfits) implements TargetMessage {}
}
