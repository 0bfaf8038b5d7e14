package io.lockstep.node.simulation;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What clients were told, and which copies answer for it.
 *
 * <p>A <em>member</em> is a copy that counts: both nodes from the moment the target of a
 * reintegration is up to date, one of them from the moment it is entitled to serve alone. An
 * acknowledged operation is <em>owed</em> as long as the guarantees cover it: until the members
 * that hold it have all lost power since, unless an fsync covered it.
 */
final class Ledger {

  static final int FILES = 3;

  private final BitSet acknowledged = new BitSet();
  private final BitSet owed = new BitSet();
  private final BitSet promised = new BitSet();
  private final BitSet barriers = new BitSet();
  private final BitSet[] ofFile = new BitSet[FILES];
  private final BitSet missing = new BitSet();
  private byte[] files = new byte[64];
  private int count;

  Ledger() {
    for (int file = 0; file < FILES; file++) {
      ofFile[file] = new BitSet();
    }
  }

  /** A client asks for one more operation. */
  int next(int file, boolean barrier) {
    int operation = count++;
    if (operation == files.length) {
      files = Arrays.copyOf(files, 2 * operation);
    }
    files[operation] = (byte) file;
    if (barrier) {
      barriers.set(operation);
    } else {
      ofFile[file].set(operation);
    }
    return operation;
  }

  boolean isBarrier(int operation) {
    return barriers.get(operation);
  }

  int fileOf(int operation) {
    return files[operation];
  }

  /** The operations of one file. */
  BitSet of(int file) {
    return ofFile[file];
  }

  int operations() {
    return count;
  }

  BitSet owed() {
    return owed;
  }

  void acknowledge(int operation) {
    acknowledged.set(operation);
    if (isBarrier(operation)) {
      promise(ofFile[fileOf(operation)], operation);
    } else {
      owed.set(operation);
    }
  }

  private void promise(BitSet file, int before) {
    for (int op = file.nextSetBit(0); op >= 0 && op < before; op = file.nextSetBit(op + 1)) {
      if (acknowledged.get(op)) {
        promised.set(op);
      }
    }
  }

  /** The first operation that is owed and not in a set, or -1. */
  int firstOwedOutside(BitSet held) {
    missing.clear();
    missing.or(owed);
    missing.andNot(held);
    return missing.nextSetBit(0);
  }

  /** What this copy no longer answers for: all that no fsync has covered. */
  void losesPower(Server server) {
    BitSet doubtful = (BitSet) server.disk().history().held().clone();
    for (int op = promised.nextSetBit(0); op >= 0; op = promised.nextSetBit(op + 1)) {
      if (server.disk().history().tree().isSynced(op)) {
        doubtful.clear(op);
      }
    }
    server.doubtful().or(doubtful);
  }

  /**
   * After a loss of power: what nobody answers for any more is not owed.
   *
   * @param promisesHold whether that must not concern what was synced
   */
  void writeOff(List<Server> servers, boolean promisesHold) {
    BitSet gone = unanswered(servers);
    for (int op = gone.nextSetBit(0); op >= 0; op = gone.nextSetBit(op + 1)) {
      Invariant.SYNCED_SURVIVES.holds(
          !promisesHold || !promised.get(op),
          "operation %d was synced, and is gone after a loss of power",
          op);
    }
    owed.andNot(gone);
  }

  /** A human, or the loss of a disk's newest state, has decided: the rest is lost. */
  void writeOffAllBut(BitSet kept) {
    owed.and(kept);
  }

  /** What is owed and in no copy that answers for it. */
  BitSet unanswered(List<Server> servers) {
    BitSet gone = (BitSet) owed.clone();
    for (Server server : servers) {
      if (server.isMember()) {
        missing.clear();
        missing.or(server.disk().history().held());
        missing.andNot(server.doubtful());
        gone.andNot(missing);
      }
    }
    return gone;
  }
}
