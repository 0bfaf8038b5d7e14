package io.lockstep.node.role;

import java.util.ArrayList;
import java.util.List;

/**
 * Journal and tree of a simulated node, made of lists: what a SIGKILL leaves. Operations are
 * numbers; a sequence is a place in the journal.
 */
final class SimulatedHistory {

  private final List<Long> journal = new ArrayList<>();
  private final List<Long> tree = new ArrayList<>();
  private long journalStart = 1;
  private long applied;

  List<Long> journal() {
    return journal;
  }

  List<Long> tree() {
    return tree;
  }

  /** Everything up to this sequence is in the tree. */
  long applied() {
    return applied;
  }

  /** Where this history ends: the journal may lag after a synchronisation by state. */
  long end() {
    return Math.max(journalEnd(), applied);
  }

  private long journalEnd() {
    return journalStart + journal.size() - 1;
  }

  /** The oldest sequence that can be fed to a peer; {@code end() + 1} if none can. */
  long first() {
    return journalEnd() >= end() ? journalStart : end() + 1;
  }

  long at(long sequence) {
    return journal.get((int) (sequence - journalStart));
  }

  void append(long operation) {
    journal.add(operation);
  }

  /** A segment that begins behind a gap begins the journal anew. */
  void beginSegment() {
    if (journalEnd() < end()) {
      beginAt(end() + 1);
    }
  }

  private void beginAt(long sequence) {
    journalStart = sequence;
    journal.clear();
  }

  void applyTo(long sequence) {
    while (applied < sequence) {
      applied++;
      tree.add(at(applied));
    }
  }

  /** Takes away what was journaled beyond a sequence and never acknowledged. */
  void cutBehind(long sequence) {
    if (applied > sequence) {
      throw new AssertionError("by journal, but the tree holds more than is common");
    }
    applyTo(sequence);
    while (journalEnd() > sequence) {
      journal.removeLast();
    }
  }

  /** The tree becomes that of somebody else, who has not said yet where in history it stands. */
  void copy(List<Long> content) {
    tree.clear();
    tree.addAll(content);
  }

  /** Where the copied tree stands. */
  void standsAt(long sequence) {
    applied = sequence;
    beginAt(sequence + 1);
  }

  @Override
  public String toString() {
    return "journal from " + journalStart + " " + journal + ", tree " + tree;
  }
}
