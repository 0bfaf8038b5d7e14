package io.lockstep.node.verify;

import io.lockstep.journal.op.Name;
import io.lockstep.node.tree.Digest;
import java.util.List;

/** What was found. Immutable. */
public sealed interface Finding {

  /**
   * The entries asked for, in that order.
   *
   * @param xattrNames names of the extended attributes if there was one entry, a character for each
   *     byte
   */
  record States(List<EntryState> states, List<String> xattrNames) implements Finding {
    public States {
      states = List.copyOf(states);
      xattrNames = List.copyOf(xattrNames);
    }
  }

  /**
   * Bytes of a file.
   *
   * @param length fewer than asked for where the file ends
   */
  record Bytes(int length, Digest digest) implements Finding {
    static final Bytes NONE = new Bytes(0, Digest.NONE);
  }

  /**
   * Names of a directory.
   *
   * @param next where the next listing begins, or {@link #END}
   */
  record Names(List<Name> names, long next) implements Finding {
    static final long END = -1;
    static final Names NONE = new Names(List.of(), END);

    public Names {
      names = List.copyOf(names);
    }
  }

  /** It is kept, on disk. */
  record Kept() implements Finding {}

  /** It could not be read or kept. */
  record Unable(String why) implements Finding {}
}
