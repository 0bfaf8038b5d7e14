package io.lockstep.node.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;

/**
 * A journal with the rules of the product's: segments that cut each other by where they begin,
 * whose headers are on disk when they begin and whose records are only once they were synced. After
 * a loss of power it ends at the first record that is gone.
 */
final class SimulatedJournal {

  /** What a segment begins with. */
  record Header(long epoch, UUID epochId, long firstSequence) {}

  private static final class Segment {
    private final Header header;
    private final long previousLast;
    private int[] operations = new int[16];
    private int count;
    private int synced;

    Segment(Header header, long previousLast) {
      this.header = header;
      this.previousLast = previousLast;
    }

    long first() {
      return header.firstSequence();
    }

    long last() {
      return first() + count - 1;
    }

    void append(int operation) {
      if (count == operations.length) {
        operations = Arrays.copyOf(operations, 2 * count);
      }
      operations[count] = operation;
      count++;
    }

    Segment copy() {
      Segment copy = new Segment(header, previousLast);
      copy.operations = operations.clone();
      copy.count = count;
      copy.synced = synced;
      return copy;
    }
  }

  private final List<Segment> segments = new ArrayList<>();
  private final BitSet content = new BitSet();
  private boolean writable;

  /** The operations that can be read. */
  BitSet content() {
    return content;
  }

  Header current() {
    return segments.isEmpty() ? null : segments.getLast().header;
  }

  long first() {
    long first = segments.isEmpty() ? 1 : Long.MAX_VALUE;
    for (Segment segment : segments) {
      first = Math.min(first, segment.first());
    }
    return first;
  }

  long last() {
    return segments.isEmpty() ? 0 : segments.getLast().last();
  }

  /** Whether no segment was begun since it was opened. */
  boolean wantsNewSegment() {
    return !writable;
  }

  void begin(Header header) {
    if (header.firstSequence() > last() + 1) {
      segments.clear();
    }
    segments.add(new Segment(header, last()));
    writable = true;
    findContent();
  }

  void append(int operation) {
    Invariant.DISCIPLINE.holds(writable, "a record, but no segment was begun");
    segments.getLast().append(operation);
    content.set(operation);
  }

  int at(long sequence) {
    Segment segment = segmentOf(sequence);
    return segment.operations[(int) (sequence - segment.first())];
  }

  Header headerOf(long sequence) {
    return segmentOf(sequence).header;
  }

  private Segment segmentOf(long sequence) {
    for (int i = segments.size() - 1; i >= 0; i--) {
      Segment segment = segments.get(i);
      if (segment.first() <= sequence && sequence <= segment.last()) {
        return segment;
      }
      if (segment.first() <= sequence) {
        break;
      }
    }
    throw Invariant.DISCIPLINE.broken("record %d is not in the journal %s", sequence, this);
  }

  /** All but the newest segment are brought to disk some time after they end. */
  void syncFinished() {
    for (int i = 0; i < segments.size() - 1; i++) {
      segments.get(i).synced = segments.get(i).count;
    }
  }

  void syncAll() {
    segments.forEach(segment -> segment.synced = segment.count);
  }

  /** The oldest segments go that hold only records below a sequence; never the newest. */
  void dropBefore(long sequence) {
    while (segments.size() > 1 && segments.getFirst().last() < sequence) {
      segments.removeFirst();
    }
    findContent();
  }

  /** As after any restart: what is unfinished stays so. */
  void reopen() {
    writable = false;
  }

  void losePower(Chance chance) {
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      segment.count = segment.synced + chance.below(segment.count - segment.synced + 1);
      segment.synced = segment.count;
      boolean gap = i + 1 < segments.size() && segment.last() < segments.get(i + 1).previousLast;
      if (gap) {
        segments.subList(i + 1, segments.size()).clear();
      }
    }
    findContent();
  }

  private void findContent() {
    content.clear();
    long limit = Long.MAX_VALUE;
    for (int i = segments.size() - 1; i >= 0; i--) {
      Segment segment = segments.get(i);
      for (long s = segment.first(); s <= Math.min(segment.last(), limit); s++) {
        content.set(segment.operations[(int) (s - segment.first())]);
      }
      limit = Math.min(limit, segment.first() - 1);
    }
  }

  SimulatedJournal copy() {
    SimulatedJournal copy = new SimulatedJournal();
    segments.forEach(segment -> copy.segments.add(segment.copy()));
    copy.findContent();
    return copy;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Segment segment : segments) {
      text.append("epoch ").append(segment.header.epoch()).append(" from ").append(segment.first());
      text.append(' ').append(Arrays.toString(Arrays.copyOf(segment.operations, segment.count)));
      text.append("; ");
    }
    return text.toString();
  }
}
