package io.lockstep.node.simulation;

import java.util.BitSet;
import java.util.function.IntPredicate;

/** Journal, tree, and how much of the one is in the other. */
final class History {

  private final IntPredicate isBarrier;
  private final SimulatedJournal journal;
  private final SimulatedTree tree;
  private final BitSet held = new BitSet();
  private long applied;
  private long appliedOnDisk;

  History(IntPredicate isBarrier) {
    this(isBarrier, new SimulatedJournal(), new SimulatedTree(), 0);
  }

  private History(
      IntPredicate isBarrier, SimulatedJournal journal, SimulatedTree tree, long applied) {
    this.isBarrier = isBarrier;
    this.journal = journal;
    this.tree = tree;
    this.applied = applied;
  }

  SimulatedJournal journal() {
    return journal;
  }

  SimulatedTree tree() {
    return tree;
  }

  /** Everything up to this sequence is in the tree. */
  long applied() {
    return applied;
  }

  /** Where this history ends: the journal may lag after a synchronisation by state. */
  long end() {
    return Math.max(journal.last(), applied);
  }

  /** The oldest sequence that can be fed to a peer; {@code end() + 1} if none can. */
  long first() {
    return journal.last() >= end() ? journal.first() : end() + 1;
  }

  /** The operations in journal or tree. The set is reused. */
  BitSet held() {
    held.clear();
    held.or(tree.content());
    held.or(journal.content());
    return held;
  }

  void applyTo(long sequence) {
    while (applied < sequence) {
      applyNext();
    }
  }

  private void applyNext() {
    int operation = journal.at(applied + 1);
    if (!isBarrier.test(operation)) {
      tree.apply(operation);
    }
    applied++;
  }

  /** The tree stands there, by whatever means. */
  void standsAt(long sequence) {
    applied = sequence;
  }

  /** Which operations are left; the map of what was applied may be of any earlier moment. */
  void losePower(Chance chance) {
    tree.losePower(chance);
    journal.losePower(chance);
    long low = Math.min(applied, appliedOnDisk);
    applied = chance.coin() ? applied : low + chance.below((int) (applied - low) + 1);
    appliedOnDisk = applied;
  }

  /** All of it is on disk. */
  void sync() {
    tree.syncAll();
    journal.syncAll();
    appliedOnDisk = applied;
  }

  History copy() {
    return new History(isBarrier, journal.copy(), tree.copy(), applied);
  }

  @Override
  public String toString() {
    return "journal " + journal + " applied to " + applied + ", tree " + tree;
  }
}
