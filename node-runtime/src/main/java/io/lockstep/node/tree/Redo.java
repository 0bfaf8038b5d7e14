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
import java.util.function.Consumer;

/**
 * Finishes, after a restart of the process on the same boot, what the process that died had begun:
 * the page cache still holds what it applied, and {@link AppliedMap} says what that was.
 *
 * <p>File ids are resolved by name. What has been applied is folded first, because that is how the
 * tree stands; then the missing operations are applied in order. One table of names serves all
 * segments that are read: operations of two segments are in flight at the same time only within one
 * process, which goes on counting file ids.
 */
public final class Redo {

  private final AppliedMap applied;
  private final BackingTree tree;
  private final NameTable names = new NameTable();
  private int missing;
  private int doubtful;
  private Failure failure;

  private Redo(AppliedMap applied, BackingTree tree) {
    this.applied = applied;
    this.tree = tree;
  }

  /**
   * An operation that could not be applied.
   *
   * @param errno positive
   */
  public record Failure(Entry entry, int errno) {}

  /**
   * What was done.
   *
   * @param missing number of operations that had not been begun, now applied
   * @param doubtful number of operations that may have been applied before, now surely
   * @param failure where it stopped: to be healed and marked as skipped, then to be run again
   */
  public record Result(int missing, int doubtful, Optional<Failure> failure) {}

  /**
   * Applies what the map says is missing, up to and including a sequence, and marks it. Stops at
   * the first failure; may be run again.
   */
  public static Result run(Journal journal, AppliedMap applied, BackingTree tree, long upTo) {
    Optional<SegmentHeader> first = journal.segmentOf(applied.low() + 1);
    if (applied.low() >= upTo || first.isEmpty()) {
      return new Result(0, 0, Optional.empty());
    }
    Redo redo = new Redo(applied, tree);
    long from = first.get().firstSequence();
    redo.each(journal, from, Math.max(upTo, applied.highest()), redo::fold);
    redo.each(journal, from, upTo, redo::finish);
    return new Result(redo.missing, redo.doubtful, Optional.ofNullable(redo.failure));
  }

  /** Reads the entries of a range; stops at the first failure. */
  private void each(Journal journal, long from, long upTo, Consumer<Entry> action) {
    try (JournalReader reader = journal.reader(from)) {
      long sequence = from;
      while (failure == null && sequence <= upTo && reader.next()) {
        Entry entry = OperationCodec.decode(reader.record());
        action.accept(entry);
        sequence = entry.sequence() + 1;
      }
    }
  }

  private boolean isDone(long sequence) {
    return applied.isApplied(sequence) && !applied.isDoubtful(sequence);
  }

  /** Names as the tree has them. A binding says how they were, whether or not it is marked. */
  private void fold(Entry entry) {
    if (entry.operation() instanceof Operation.Bind || isDone(entry.sequence())) {
      names.follow(entry.operation());
    }
  }

  private void finish(Entry entry) {
    if (isDone(entry.sequence())) {
      return;
    }
    if (entry.operation() instanceof Operation.Bind) {
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
    FileTable files = new NamedFiles(names, tree).of(entry.operation());
    // Marked first: if this process dies in the middle, the next one must not think it missing.
    int slot = applied.started(entry.sequence());
    int result = step.apply(entry.operation(), entry.timeNanos(), files);
    if (result < 0) {
      failure = new Failure(entry, -result);
      return;
    }
    applied.applied(slot, entry.sequence());
    names.follow(entry.operation());
  }

  @FunctionalInterface
  private interface Step {
    int apply(Operation op, long timeNanos, FileTable files);
  }
}
