package io.lockstep.journal.lineage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The epochs a node has lived through, oldest first: numbers strictly rise, first sequences never
 * fall. Immutable.
 *
 * <p>An epoch ends where the next one begins; the last one ends at the node's last journal record.
 * An epoch of kind ALONE in which nothing was written is empty and makes no difference between two
 * nodes.
 */
public record Lineage(List<Epoch> epochs) {

  /**
   * How many epochs are kept: the older ones only matter to a node that must be synchronised by
   * state anyway.
   */
  public static final int MAX_EPOCHS = 128;

  /** The lineage of a node that was never part of a mirror. */
  public static final Lineage EMPTY = new Lineage(List.of());

  public Lineage {
    epochs = List.copyOf(epochs);
    for (int i = 1; i < epochs.size(); i++) {
      checkOrder(epochs.get(i - 1), epochs.get(i));
    }
  }

  private static void checkOrder(Epoch before, Epoch after) {
    if (after.number() <= before.number() || after.firstSequence() < before.firstSequence()) {
      throw new IllegalArgumentException(
          "lineage: expected rising epochs, found " + before + " before " + after);
    }
  }

  public boolean isEmpty() {
    return epochs.isEmpty();
  }

  /** The epoch the node is in, or was in last. */
  public Optional<Epoch> last() {
    return isEmpty() ? Optional.empty() : Optional.of(epochs.getLast());
  }

  /** Number of the last epoch, 0 if there is none. */
  public long lastNumber() {
    return last().map(Epoch::number).orElse(0L);
  }

  /** This lineage followed by one more epoch; the oldest is dropped when there are too many. */
  public Lineage plus(Epoch next) {
    List<Epoch> grown = new ArrayList<>(epochs);
    grown.add(next);
    return new Lineage(grown.subList(Math.max(0, grown.size() - MAX_EPOCHS), grown.size()));
  }

  /** This lineage without the epochs that begin behind {@code lastSequence} + 1. */
  public Lineage upTo(long lastSequence) {
    return new Lineage(
        epochs.stream().filter(epoch -> epoch.firstSequence() <= lastSequence + 1).toList());
  }

  /** The last sequence of epoch number {@code index}, given where the node's journal ends. */
  public long endOf(int index, long lastSequence) {
    return index + 1 < epochs.size()
        ? epochs.get(index + 1).firstSequence() - 1
        : Math.max(lastSequence, epochs.get(index).firstSequence() - 1);
  }

  /**
   * The number of the epoch that the operation at {@code sequence} belongs to, if it is still
   * known.
   */
  public Optional<Epoch> epochOf(long sequence) {
    for (int i = epochs.size() - 1; i >= 0; i--) {
      if (epochs.get(i).firstSequence() <= sequence) {
        return Optional.of(epochs.get(i));
      }
    }
    return Optional.empty();
  }

  /**
   * The epoch of a journal that is cut behind {@code sequence}: that of the record, or the oldest
   * known. Not a later one in which nothing was written.
   */
  public Optional<Epoch> epochOfCut(long sequence) {
    return epochOf(sequence).or(() -> epochs.stream().findFirst());
  }

  /** Index of the last epoch both lineages hold, or -1. */
  public int lastShared(Lineage other) {
    for (int i = epochs.size() - 1; i >= 0; i--) {
      if (other.indexOf(epochs.get(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** Index of the epoch with the same id, or -1. */
  public int indexOf(Epoch epoch) {
    for (int i = 0; i < epochs.size(); i++) {
      if (epochs.get(i).id().equals(epoch.id())) {
        return i;
      }
    }
    return -1;
  }
}
