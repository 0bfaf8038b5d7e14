package io.lockstep.node.tree;

import io.lockstep.journal.log.AppliedMap;
import io.lockstep.journal.log.Journal;
import io.lockstep.journal.log.JournalReader;
import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.journal.names.NameTable;
import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.OperationCodec;
import java.util.Optional;

/**
 * Finishes, after a restart of the process on the same boot, what the process that died had begun:
 * the page cache still holds what it applied, and {@link AppliedMap} says what that was.
 *
 * <p>File ids are resolved by name, see {@link RedoNames}. What has been applied is folded first,
 * because that is how the tree stands; then the missing operations are applied in order. Segments
 * are taken one by one, each with its own ids; segments share a table of names only if they had
 * operations under way together, or if one leans on the other: both happens only within an epoch of
 * one process, which goes on counting file ids.
 */
public final class Redo {

  private final Journal journal;
  private final AppliedMap applied;
  private final BackingTree tree;
  private final RedoNames names;

  /** Up to here operations were under way together. */
  private final long horizon;

  private int missing;
  private int doubtful;
  private Failure failure;

  private Redo(Journal journal, AppliedMap applied, BackingTree tree, SegmentHeader first) {
    this.journal = journal;
    this.applied = applied;
    this.tree = tree;
    this.horizon = Math.max(applied.highest(), applied.low() + 1);
    this.names = new RedoNames(journal, applied, horizon, first);
  }

  /**
   * An operation that could not be applied. To be healed, then reported by {@link
   * AppliedMap#applied} with its slot, then everything is to be run again.
   *
   * @param entry the operation; the data of a write can no longer be read
   * @param errno positive; ESTALE for an exchange that may or may not have happened
   */
  public record Failure(Entry entry, int errno, int slot) {}

  /**
   * What was done.
   *
   * @param missing number of operations that had not been begun, now applied
   * @param doubtful number of operations that may have been applied before, now surely
   * @param failure where it stopped
   */
  public record Result(int missing, int doubtful, Optional<Failure> failure) {}

  /**
   * Applies what the map says is missing, up to and including a sequence, and marks it. Stops at
   * the first failure; may be run again. Nobody else may use the tree meanwhile.
   */
  public static Result run(Journal journal, AppliedMap applied, BackingTree tree, long upTo) {
    int missing = 0;
    int doubtful = 0;
    Optional<Failure> failure = Optional.empty();
    long before = -1;
    while (failure.isEmpty() && applied.low() < upTo && applied.low() != before) {
      before = applied.low();
      Optional<SegmentHeader> first = journal.segmentOf(before + 1);
      if (first.isEmpty()) {
        break;
      }
      Redo redo = new Redo(journal, applied, tree, first.get());
      redo.finish(first.get().firstSequence(), upTo);
      missing += redo.missing;
      doubtful += redo.doubtful;
      failure = Optional.ofNullable(redo.failure);
    }
    return new Result(missing, doubtful, failure);
  }

  private boolean isDone(long sequence) {
    return applied.isApplied(sequence) && !applied.isDoubtful(sequence);
  }

  private void finish(long from, long upTo) {
    try (JournalReader reader = journal.reader(from)) {
      while (failure == null && reader.next()) {
        Entry entry = OperationCodec.decodeVerified(reader.record());
        boolean begins = reader.segment().firstSequence() == entry.sequence();
        if (entry.sequence() > upTo || (begins && entry.sequence() > horizon)) {
          return;
        }
        if (!isDone(entry.sequence())) {
          finish(entry);
        }
      }
    }
  }

  private void finish(Entry entry) {
    if (entry.operation() instanceof Operation.Bind bind) {
      if (entry.sequence() > horizon) {
        names.follow(bind);
      }
      applied.skipped(entry.sequence());
    } else if (applied.isDoubtful(entry.sequence())) {
      doubtful++;
      apply(entry, tree::redo);
    } else {
      missing++;
      apply(entry, tree::apply);
    }
  }

  private void apply(Entry entry, Step step) {
    Operation operation = entry.operation();
    NameTable table = names.tableFor(NamedFiles.needed(operation), entry.sequence());
    FileTable files = new NamedFiles(table, tree).of(operation);
    // Marked first: if this process dies in the middle, the next one must not think it missing.
    int slot = applied.started(entry.sequence());
    int result = step.apply(operation, entry.timeNanos(), files);
    if (result < 0) {
      failure = new Failure(entry, -result, slot);
      return;
    }
    applied.applied(slot, entry.sequence());
    names.follow(operation);
  }

  @FunctionalInterface
  private interface Step {
    int apply(Operation op, long timeNanos, FileTable files);
  }
}
