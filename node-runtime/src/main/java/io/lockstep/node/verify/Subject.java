package io.lockstep.node.verify;

import io.lockstep.journal.op.Name;
import java.util.List;

/** What is asked about a directory. Immutable. */
public sealed interface Subject {

  /** The directory's own attributes. */
  record Itself() implements Subject {}

  /** Entries by their names, whether they are there or not. */
  record Entries(List<Name> names) implements Subject {
    public Entries {
      names = List.copyOf(names);
    }
  }

  /** A piece of a regular file, as far as the file reaches. */
  record Content(Name name, long offset, int length) implements Subject {}

  /**
   * Some of the names.
   *
   * @param position {@link #BEGIN}, or what the listing before has told
   */
  record Listing(long position) implements Subject {
    static final long BEGIN = 0;
  }

  /**
   * To be kept before it is overwritten: a piece of a file, and what else there is at that name.
   *
   * @param verification id of the verification, part of the place where it is kept
   */
  record Keep(String verification, Name name, long offset, long length) implements Subject {}
}
