package io.lockstep.node.replication;

import io.lockstep.journal.extent.CondensedWrites;
import io.lockstep.journal.extent.Condenser;
import io.lockstep.journal.log.Journal;
import io.lockstep.journal.log.JournalReader;
import io.lockstep.journal.op.Entry;
import io.lockstep.journal.op.OperationCodec;

/** Reads a stretch of the journal before it is sent, to find what it overwrites itself. */
final class LookAhead {

  private static final int LOOK_UP_RECORDS = 4096;

  private LookAhead() {}

  /**
   * What is left of the writes from {@code first} on, up to {@code last} or as far as memory
   * allows.
   *
   * @param target asked now and then whether it is still there
   * @throws ReplayEnded if it is not, or if there is a record that this journal cannot tell whole
   * @throws IllegalStateException if the journal does not reach back
   */
  static CondensedWrites over(Journal journal, long first, long last, ReplayTarget target) {
    Condenser condenser = new Condenser(first);
    try (JournalReader reader = journal.reader(first)) {
      for (long at = first; at <= last && !condenser.isFull() && reader.next(); at++) {
        Entry entry = OperationCodec.decodeVerified(reader.record());
        ReplayEnded.requireWhole(entry);
        condenser.follow(entry);
        if (entry.sequence() % LOOK_UP_RECORDS == 0) {
          target.checkThere();
        }
      }
    }
    return condenser.condense();
  }
}
