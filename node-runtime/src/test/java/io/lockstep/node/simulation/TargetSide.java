package io.lockstep.node.simulation;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.Lineage;
import io.lockstep.journal.lineage.Verdict;
import io.lockstep.node.role.Input;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What a node does while it is brought up to date, and as the mirror: journals a batch,
 * acknowledges it once, applies it in order; syncs come a while later.
 */
final class TargetSide {

  private record Sync(long epoch, long sequence, int operation) {}

  private final Daemon daemon;
  private final Session session;
  private final History history;
  private final List<Message.Record> batch = new ArrayList<>();
  private final Deque<Sync> syncs = new ArrayDeque<>();
  private boolean receiving;
  private boolean stopped;
  private boolean byState;
  private boolean stateDone;
  private long minEpoch;
  private SimulatedJournal.Header segment;
  private long lastSequence;

  TargetSide(Daemon daemon, Session session) {
    this.daemon = daemon;
    this.session = session;
    this.history = daemon.server().disk().history();
  }

  void receive(Verdict.Method method, long common, Lineage own) {
    daemon.requireNothingHeld();
    if (method == Verdict.Method.STATE) {
      byState = true;
      return;
    }
    Invariant.PREFIX.holds(
        history.applied() <= common,
        "%s is fed by journal from %d, and its tree stands at %d",
        daemon.server(),
        common,
        history.applied());
    if (history.applied() < common && history.journal().first() > history.applied() + 1) {
      daemon.post(new Input.TreeBroken("the journal does not reach back"), null);
      return;
    }
    history.applyTo(common);
    Epoch shared = epochAt(common, own);
    SimulatedJournal.Header current = history.journal().current();
    boolean ahead = current != null && current.epoch() > shared.number();
    if (history.journal().last() != common || ahead) {
      begin(shared, common + 1);
    }
    open(0);
  }

  /**
   * The epoch in which both nodes held the common position. A later one of this node's own, of
   * which nothing was answered, must not make the source's epochs look old.
   */
  private static Epoch epochAt(long common, Lineage own) {
    return own.epochs().stream()
        .filter(epoch -> epoch.firstSequence() <= common)
        .reduce((one, other) -> other)
        .orElseGet(() -> own.epochs().getFirst());
  }

  private void begin(Epoch epoch, long first) {
    history.journal().begin(new SimulatedJournal.Header(epoch.number(), epoch.id(), first));
  }

  private void open(long epoch) {
    receiving = true;
    minEpoch = epoch;
    segment = history.journal().current();
    lastSequence = history.journal().last();
  }

  /** From here on the mirror of what the peer sends in this epoch. */
  void mirror(Epoch epoch) {
    if (receiving) {
      minEpoch = Math.max(minEpoch, epoch.number());
      return;
    }
    history.standsAt(epoch.firstSequence() - 1);
    if (byState) {
      begin(epoch, epoch.firstSequence());
    }
    open(epoch.number());
  }

  void begin(SimulatedJournal.Header header) {
    if (!accepts(header.epoch())) {
      return;
    }
    flush();
    syncNow();
    boolean connected =
        header.firstSequence() <= lastSequence + 1 && header.firstSequence() > history.applied();
    boolean newer = segment == null || header.epoch() >= segment.epoch();
    if (!connected || !newer) {
      refuse("a segment that does not fit");
      return;
    }
    if (!header.equals(segment) || lastSequence >= header.firstSequence()) {
      history.journal().begin(header);
    }
    segment = header;
    lastSequence = header.firstSequence() - 1;
  }

  void record(Message.Record message) {
    if (!accepts(message.epoch())) {
      return;
    }
    boolean fits =
        segment != null
            && message.epoch() == segment.epoch()
            && message.sequence() == lastSequence + 1;
    if (!fits) {
      refuse("a record that does not fit");
      return;
    }
    if (daemon.variant().acknowledgesBeforeItJournals()) {
      session.send(new Message.Ack(segment.epoch(), message.sequence()));
      daemon.server().world().mayDie(daemon.server());
    }
    continueSegment();
    history.journal().append(message.operation());
    lastSequence = message.sequence();
    batch.add(message);
  }

  private void continueSegment() {
    if (history.journal().wantsNewSegment() || daemon.server().world().chance().oneIn(25)) {
      segment = new SimulatedJournal.Header(segment.epoch(), segment.epochId(), lastSequence + 1);
      history.journal().begin(segment);
    }
  }

  /** Nothing of an epoch that this node has left is taken. */
  private boolean accepts(long epoch) {
    if (receiving && !stopped && epoch >= minEpoch) {
      return true;
    }
    refuse("of an epoch that is over, or that nobody asked for");
    return false;
  }

  private void refuse(String why) {
    if (receiving) {
      flush();
    }
    stopped = true;
    daemon.connectionEnded("refused: " + why);
  }

  /** First journaled, then acknowledged, then applied. */
  void flush() {
    if (batch.isEmpty()) {
      return;
    }
    List<Message.Record> taken = List.copyOf(batch);
    batch.clear();
    session.send(new Message.Ack(segment.epoch(), lastSequence));
    for (Message.Record record : taken) {
      apply(record);
    }
  }

  private void apply(Message.Record record) {
    daemon.server().world().mayDie(daemon.server());
    daemon.server().world().checks().applies(daemon, record.epoch());
    history.applyTo(record.sequence());
    if (daemon.server().world().ledger().isBarrier(record.operation())) {
      syncs.add(new Sync(record.epoch(), record.sequence(), record.operation()));
    }
  }

  /** One of the syncs that were asked for, or none yet. */
  void syncSome() {
    if (!syncs.isEmpty() && !daemon.server().world().chance().oneIn(2)) {
      sync(syncs.poll());
    }
  }

  private void syncNow() {
    while (!syncs.isEmpty()) {
      sync(syncs.poll());
    }
  }

  private void sync(Sync sync) {
    Ledger ledger = daemon.server().world().ledger();
    history.tree().sync(ledger.of(ledger.fileOf(sync.operation())));
    session.send(new Message.Synced(sync.epoch(), sync.sequence()));
  }

  void endReplay(long sequence) {
    if (!accepts(minEpoch)) {
      return;
    }
    flush();
    syncNow();
    if (daemon.server().record().lineage().last().orElseThrow().kind() == Epoch.Kind.ALONE) {
      // The product does so before the hold, and syncs as it goes from there on.
      history.tree().syncAll();
    }
    if (history.applied() == sequence && lastSequence >= sequence) {
      session.send(new Message.Applied(sequence));
    } else {
      refuse("the replay's end at " + sequence);
    }
  }

  void content(Message.Content message) {
    if (!byState) {
      return;
    }
    Invariant.MARKED_BEFORE_OVERWRITTEN.holds(
        !daemon.server().disk().readRecord().data().isWhole(),
        "%s is overwritten and its record says %s",
        daemon.server(),
        daemon.server().disk().readRecord().data());
    daemon.server().world().checks().overwrites(daemon.server(), session.told(), message);
    history.tree().overwriteWith(message.tree(), message.operations());
    if (message.last()) {
      daemon.server().world().mayDie(daemon.server());
      history.tree().syncAll();
      stateDone = true;
    }
  }

  /** Whether this node stands where the source says. Waits for what is being applied and synced. */
  boolean standsAt(long sequence) {
    if (byState) {
      return stateDone;
    }
    flush();
    syncNow();
    return receiving && lastSequence == sequence && history.applied() == sequence;
  }

  void close() {
    if (receiving && !stopped) {
      flush();
    }
    stopped = true;
    syncs.clear();
  }
}
