package io.lockstep.journal.lineage;

import io.lockstep.journal.lineage.NodeRecord.DataState;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Makes standings of the nodes alpha (index 0) and beta (index 1), and says what they hold. */
final class Standings {

  /** One operation of a history; sequence {@link #USED}: that the epoch was used at all. */
  record Held(UUID epochId, long sequence) {}

  private static final long USED = 0;

  static final UUID MODULE = new UUID(1, 1);

  /** How an epoch of a history is written down: a number, where it begins, who alone, or null. */
  static Epoch mirrored(long number, long first, String primary) {
    return epoch(number, first, Epoch.Kind.MIRRORED, primary);
  }

  static Epoch alone(long number, long first, String primary) {
    return epoch(number, first, Epoch.Kind.ALONE, primary);
  }

  private static Epoch epoch(long number, long first, Epoch.Kind kind, String primary) {
    UUID id = new UUID(number, first * 100 + primary.hashCode());
    return new Epoch(number, id, first, kind, primary, "test", false, 0);
  }

  private final int index;
  private List<Epoch> epochs = List.of();
  private DataState data = DataState.UP_TO_DATE;
  private boolean used;
  private long wholeFrom;
  private long first = 1;
  private long last;
  private long highestApplied = -1;
  private boolean trusted = true;
  private boolean serving;
  private boolean holdsData;
  private long incarnation = 10;
  private long peerIncarnation = 10;

  private Standings(int index) {
    this.index = index;
  }

  static Standings alpha() {
    return new Standings(0);
  }

  static Standings beta() {
    return new Standings(1);
  }

  static Standings node(int index) {
    return new Standings(index);
  }

  Standings lived(Epoch... lived) {
    epochs = List.of(lived);
    return this;
  }

  Standings until(long lastSequence) {
    last = lastSequence;
    return this;
  }

  Standings from(long firstSequence) {
    first = firstSequence;
    return this;
  }

  Standings is(DataState state) {
    data = state;
    return this;
  }

  /** In the middle of a condensed replay. */
  Standings wholeFrom(long sequence) {
    data = DataState.INCONSISTENT;
    wholeFrom = sequence;
    return this;
  }

  Standings used(boolean value) {
    used = value;
    return this;
  }

  Standings serving(boolean value) {
    serving = value;
    return this;
  }

  Standings trusted(boolean value) {
    trusted = value;
    return this;
  }

  Standings holdsData(boolean value) {
    holdsData = value;
    return this;
  }

  Standings appliedTo(long sequence) {
    highestApplied = sequence;
    return this;
  }

  Standings incarnations(long own, long seenOfPeer) {
    incarnation = own;
    peerIncarnation = seenOfPeer;
    return this;
  }

  Standing build() {
    NodeRecord record =
        new NodeRecord(
            "cluster",
            "module",
            epochs.isEmpty() ? NodeRecord.NO_ID : MODULE,
            index == 0 ? "alpha" : "beta",
            incarnation,
            peerIncarnation,
            new Lineage(epochs),
            data,
            false,
            "boot",
            0,
            0,
            used,
            wholeFrom);
    long applied = highestApplied < 0 ? last : highestApplied;
    return new Standing(record, index, first, last, applied, applied, trusted, serving, holdsData);
  }

  /** Every operation in the node's history: which epoch, which sequence. */
  static Set<Held> holds(Standing node) {
    Set<Held> held = new HashSet<>();
    Lineage lineage = node.record().lineage();
    for (long sequence = 1; sequence <= node.lastSequence(); sequence++) {
      long at = sequence;
      lineage.epochOf(sequence).ifPresent(epoch -> held.add(new Held(epoch.id(), at)));
    }
    lineage.epochs().forEach(epoch -> held.add(new Held(epoch.id(), USED)));
    return held;
  }

  /**
   * The operations that may have been answered without the peer. Those of its last epoch count if
   * that is ALONE and was used, or is the peer's. Those of a mirrored epoch before an unused last
   * one do not: they waited for the peer, in vain; unless the peer has never lived in it, which
   * cannot be explained, so the worst is assumed.
   */
  static Set<Held> answeredWithout(Standing peer, Standing node) {
    Set<Held> answered = new HashSet<>();
    List<Epoch> epochs = node.record().lineage().epochs();
    Epoch newest = epochs.getLast();
    boolean newestIsAlone = newest.kind() == Epoch.Kind.ALONE;
    boolean copied = !newest.primary().equals(node.record().node());
    boolean newestCounts =
        newestIsAlone && (copied ? !hasAnswered(peer, newest) : node.record().aloneUsed());
    Epoch before = newestIsAlone && epochs.size() > 1 ? epochs.get(epochs.size() - 2) : newest;
    for (long sequence = 1; sequence <= node.lastSequence(); sequence++) {
      Epoch epoch = node.record().lineage().epochOf(sequence).orElse(null);
      boolean mirrored = epoch != null && epoch.kind() == Epoch.Kind.MIRRORED;
      boolean known = epoch != null && peer.record().lineage().indexOf(epoch) >= 0;
      boolean waited =
          !newestCounts && (mirrored ? known && epoch.equals(before) : newest.equals(epoch));
      if (epoch != null && !waited) {
        answered.add(new Held(epoch.id(), sequence));
      }
    }
    if (newestCounts) {
      answered.add(new Held(newest.id(), USED));
    }
    return answered;
  }

  /** A node that took the writes of an epoch, and is up to date, has what it answered for. */
  private static boolean hasAnswered(Standing node, Epoch epoch) {
    return epoch.primary().equals(node.record().node())
        && node.record().data() == DataState.UP_TO_DATE
        && node.record().lineage().indexOf(epoch) >= 0;
  }
}
