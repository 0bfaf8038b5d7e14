package io.lockstep.node.tree;

import io.lockstep.journal.log.AppliedMap;
import io.lockstep.journal.log.Journal;
import io.lockstep.journal.log.JournalReader;
import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.journal.names.NameTable;
import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.OperationCodec;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What file ids stand for in a tree that a killed process has left: the names that applied
 * operations gave, as the journal tells them. For one thread.
 *
 * <p>Normally a segment tells all its ids. One that a restarted mirror began in the middle of an
 * epoch does not: there the ids of the epoch's earlier segments count on, which one primary process
 * gave out. These are read when an id is asked for that is not told yet, one segment after the
 * other, so that the usual case costs nothing.
 */
final class RedoNames {

  private final Journal journal;
  private final AppliedMap applied;

  /** Up to here operations were under way together. */
  private final long horizon;

  private NameTable names = new NameTable();

  /**
   * Ids whose first name is known: the primary tells it before anything else of them. Of others
   * there may be more names than the table has.
   */
  private final Set<Long> told = new HashSet<>();

  /** Ids that the segment being folded has named first: it may name them more than once. */
  private final Set<Long> introduced = new HashSet<>();

  private SegmentHeader foldedFrom;

  /** Names as the tree has them, told by this segment and those that follow. */
  RedoNames(Journal journal, AppliedMap applied, long horizon, SegmentHeader from) {
    this.journal = journal;
    this.applied = applied;
    this.horizon = horizon;
    fold(from, horizon);
  }

  /** The operation has been applied: what it says of names holds from now on. */
  void follow(Operation operation) {
    noteTold(operation);
    names.follow(operation);
  }

  /**
   * The table to find an operation's files with. What is applied before it must have been marked.
   */
  NameTable tableFor(Iterable<Long> ids, long sequence) {
    for (long id : ids) {
      while (!isTold(id) && lookFurtherBack(sequence)) {}
    }
    return names;
  }

  private boolean isTold(long id) {
    return id < Operation.FIRST_FILE
        || names.pathOf(id).isPresent()
        || (names.isNameless(id) && told.contains(id));
  }

  /** Begins anew one segment earlier; false if there is none of this epoch. */
  private boolean lookFurtherBack(long sequence) {
    Optional<SegmentHeader> before =
        journal
            .segmentOf(foldedFrom.firstSequence() - 1)
            .filter(header -> header.epochId().equals(foldedFrom.epochId()));
    before.ifPresent(header -> fold(header, Math.max(horizon, sequence - 1)));
    return before.isPresent();
  }

  private void fold(SegmentHeader from, long upTo) {
    foldedFrom = from;
    names = new NameTable();
    told.clear();
    try (JournalReader reader = journal.reader(from.firstSequence())) {
      while (reader.next() && OperationCodec.sequence(reader.record()) <= upTo) {
        Entry entry = OperationCodec.decodeVerified(reader.record());
        if (reader.segment().firstSequence() == entry.sequence()) {
          introduced.clear();
        }
        if (entry.operation() instanceof Operation.Bind bind) {
          fold(bind, entry.sequence(), reader.segment().equals(from));
        } else if (isDone(entry.sequence())) {
          follow(entry.operation());
        }
      }
    }
  }

  /**
   * The first segment's bindings begin the table. A later segment repeats the names as they are
   * when what is missing here has been applied: of those only ids are news that had no name.
   */
  private void fold(Operation.Bind bind, long sequence, boolean firstSegment) {
    long id = bind.fileId();
    boolean isNews = !names.isBound(id) || names.isNameless(id) || introduced.contains(id);
    if (firstSegment || sequence > horizon || isNews) {
      introduced.add(id);
      follow(bind);
    }
  }

  private boolean isDone(long sequence) {
    return applied.isApplied(sequence) && !applied.isDoubtful(sequence);
  }

  private void noteTold(Operation operation) {
    switch (operation) {
      case Operation.Bind o -> told.add(o.fileId());
      case Operation.Create o -> told.add(o.fileId());
      case Operation.MakeDirectory o -> told.add(o.fileId());
      case Operation.Symlink o -> told.add(o.fileId());
      default -> {}
    }
  }
}
