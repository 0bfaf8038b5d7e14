package io.lockstep.node.simulation;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The files of one node: the operations that were applied to them, in order. What was not synced
 * may or may not be there after a loss of power, each operation for itself.
 */
final class SimulatedTree {

  private int[] operations = new int[64];

  /** Of the first n operations, in order: two trees are prefixes of each other if these agree. */
  private long[] fingerprints = new long[65];

  private int size;
  private final BitSet content = new BitSet();
  private final BitSet unsynced = new BitSet();

  int size() {
    return size;
  }

  BitSet content() {
    return content;
  }

  boolean isSynced(int operation) {
    return content.get(operation) && !unsynced.get(operation);
  }

  void apply(int operation) {
    Invariant.PREFIX.holds(
        !content.get(operation), "operation %d is applied a second time", operation);
    add(operation);
    unsynced.set(operation);
  }

  private void add(int operation) {
    if (size == operations.length) {
      operations = Arrays.copyOf(operations, 2 * size);
      fingerprints = Arrays.copyOf(fingerprints, 2 * size + 1);
    }
    operations[size] = operation;
    fingerprints[size + 1] = fingerprints[size] * 0x5851f42d4c957f2dL + operation + 1;
    size++;
    content.set(operation);
  }

  /** The operations of one file are on disk. */
  void sync(BitSet ofFile) {
    unsynced.andNot(ofFile);
  }

  void syncAll() {
    unsynced.clear();
  }

  void losePower(Chance chance) {
    int[] before = Arrays.copyOf(operations, size);
    BitSet wasUnsynced = (BitSet) unsynced.clone();
    clear();
    for (int operation : before) {
      if (!wasUnsynced.get(operation) || chance.coin()) {
        add(operation);
      }
    }
  }

  private void clear() {
    size = 0;
    content.clear();
    unsynced.clear();
  }

  /** Becomes a mixture: the beginning of another tree, then what was here. */
  void overwriteWith(SimulatedTree source, int count) {
    int[] before = Arrays.copyOf(operations, size);
    clear();
    for (int i = 0; i < count; i++) {
      add(source.operations[i]);
    }
    for (int operation : before) {
      if (!content.get(operation) && count < source.size) {
        add(operation);
      }
    }
    unsynced.or(content);
  }

  SimulatedTree copy() {
    SimulatedTree copy = new SimulatedTree();
    copy.operations = operations.clone();
    copy.fingerprints = fingerprints.clone();
    copy.size = size;
    copy.content.or(content);
    copy.unsynced.or(unsynced);
    return copy;
  }

  /** Whether one is the beginning of the other. */
  boolean agreesWith(SimulatedTree other) {
    int common = Math.min(size, other.size);
    return fingerprints[common] == other.fingerprints[common];
  }

  boolean equalTo(SimulatedTree other) {
    return size == other.size && agreesWith(other);
  }

  @Override
  public String toString() {
    return Arrays.toString(Arrays.copyOf(operations, size));
  }
}
