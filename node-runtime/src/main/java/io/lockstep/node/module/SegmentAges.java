package io.lockstep.node.module;

import io.lockstep.journal.log.Journal;
import io.lockstep.journal.log.JournalReader;
import io.lockstep.journal.log.SegmentExtent;
import io.lockstep.journal.op.OperationCodec;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How old the segments of a journal are, by the times of their records. For one thread at a time.
 */
final class SegmentAges {

  private final Journal journal;
  private final Retention retention;

  /** Of the record that was read last: the next look needs the same one most of the time. */
  private long knownSequence;

  private long knownMillis;

  SegmentAges(Journal journal, Retention retention) {
    this.journal = journal;
    this.retention = retention;
  }

  /** Everything below this sequence is older than what is to be kept; 0 if nothing is. */
  long expiredBelow(long nowMillis) {
    if (retention.retainMillis() == 0) {
      return 0;
    }
    List<SegmentExtent> segments = journal.segments();
    long expiredBelow = 0;
    for (int next = 1; next < segments.size(); next++) {
      long first = segments.get(next).header().firstSequence();
      boolean begun = segments.get(next).last() >= first;
      if (!begun || !retention.isExpired(millisOf(first), nowMillis)) {
        return expiredBelow;
      }
      expiredBelow = first;
    }
    return expiredBelow;
  }

  private long millisOf(long sequence) {
    if (sequence != knownSequence) {
      knownMillis = read(sequence);
      knownSequence = sequence;
    }
    return knownMillis;
  }

  /** A record that cannot be read has no age: it stays. */
  private long read(long sequence) {
    try (JournalReader reader = journal.reader(sequence)) {
      return reader.next()
          ? TimeUnit.NANOSECONDS.toMillis(OperationCodec.decode(reader.record()).timeNanos())
          : Long.MAX_VALUE;
    }
  }
}
