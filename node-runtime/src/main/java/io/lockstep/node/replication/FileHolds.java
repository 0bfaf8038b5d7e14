package io.lockstep.node.replication;

import io.lockstep.journal.op.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which operations are under way, and which files are held: an operation on a held file gets no
 * place in the journal until the file is let go. One holder at a time. What is held changes under
 * the append lock only.
 */
final class FileHolds {

  private final List<Operation> underWay = new ArrayList<>();
  private volatile Set<Long> held = Set.of();

  /** The operation has its place in the journal. */
  synchronized void began(Operation operation) {
    underWay.add(operation);
  }

  /** It is over: done here as well, healed, or answered with an error. */
  synchronized void ended(Operation operation) {
    for (int i = underWay.size() - 1; i >= 0; i--) {
      if (underWay.get(i) == operation) {
        underWay.remove(i);
        break;
      }
    }
    if (!held.isEmpty()) {
      notifyAll();
    }
  }

  /** Whether the operation has to wait; not if it is null. */
  boolean isHeld(Operation operation) {
    Set<Long> now = held;
    return !now.isEmpty() && operation != null && changesOneOf(operation, now);
  }

  /** Holds these too. */
  void hold(Set<Long> fileIds) {
    Set<Long> all = new HashSet<>(held);
    all.addAll(fileIds);
    held = all;
  }

  /** Lets all go. */
  void release() {
    held = Set.of();
  }

  /** Waits until nothing is under way that changes a held file. The write path bounds that. */
  synchronized void awaitNone() {
    boolean interrupted = false;
    while (underWay.stream().anyMatch(this::isHeld)) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Content, attributes, entries or the number of names. */
  private static boolean changesOneOf(Operation operation, Set<Long> files) {
    if (operation instanceof Operation.Barrier) {
      return false;
    }
    boolean[] found = {operation instanceof Operation.Heal heal && files.contains(heal.fileId())};
    FileIds.eachUsed(operation, id -> found[0] |= files.contains(id));
    return found[0];
  }
}
