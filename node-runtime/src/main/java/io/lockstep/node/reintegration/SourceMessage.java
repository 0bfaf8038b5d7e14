package io.lockstep.node.reintegration;

import io.lockstep.journal.op.Name;
import java.util.List;

/** What the source says: what its tree is like, and what the target asked for. */
sealed interface SourceMessage extends StateMessage {

  /** A pass over the tree, or over what was touched, begins. */
  record RoundBegin(int round) implements SourceMessage {}

  /**
   * The following entries, up to {@link DirectoryEnd}, are of this directory.
   *
   * @param complete every entry of the directory follows: what is not named is not there
   */
  record Directory(long file, TreePath path, boolean complete, FileState state)
      implements SourceMessage {}

  /**
   * There is such an entry in the current directory. Of a directory only its existence counts here.
   *
   * @param content blocks to compare, if the target had this file before
   */
  record Entry(long file, Name name, FileState state, List<BlockRanges.Range> content)
      implements SourceMessage {}

  /** There is no such entry in the current directory. */
  record Absent(Name name) implements SourceMessage {}

  /** The current directory is done. */
  record DirectoryEnd() implements SourceMessage {}

  /**
   * A file with several names, known to the target by its identity; all of it is to be compared.
   */
  record Inode(long file, FileState state) implements SourceMessage {}

  /** One extended attribute, asked for by {@link TargetMessage.XattrsWanted}. */
  record Xattr(long file, byte[] name, byte[] value) implements SourceMessage {}

  /** Bytes of a file. */
  record Data(long file, long offset, byte[] bytes) implements SourceMessage {}

  /** Zeros in a file. */
  record Zeros(long file, long offset, long length) implements SourceMessage {}

  /**
   * Everything asked for has been sent.
   *
   * @param complete false if the file could not be read to its end because it went away or was cut
   *     meanwhile: it comes again
   */
  record FileEnd(long file, boolean complete) implements SourceMessage {}

  /** The target's turn to speak. */
  record Turn() implements SourceMessage {}

  /**
   * A pass is over, on both sides.
   *
   * @param last the trees are equal; nothing follows
   */
  record RoundEnd(boolean last) implements SourceMessage {}
}
