package io.lockstep.node.simulation;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.node.replication.Acknowledgements;
import io.lockstep.node.replication.Acknowledgements.Waiting;
import java.util.ArrayList;
import java.util.List;

/** The write path of a daemon: the gate, the product's tickets, and workers that never block. */
final class WriteSide {

  /** What an answer needs. */
  enum Gate {
    CLOSED,
    ALONE,
    MIRRORED
  }

  /** An operation that has its place, and is not answered. */
  private static final class Request {
    private final int operation;
    private final Waiting waiting;
    private boolean applied;

    Request(int operation, Waiting waiting) {
      this.operation = operation;
      this.waiting = waiting;
    }
  }

  private final Daemon daemon;
  private final History history;
  private final Ledger ledger;
  private final Acknowledgements acknowledgements;
  private final List<Request> requests = new ArrayList<>();
  private Gate gate = Gate.CLOSED;
  private boolean frozen;
  private long epoch;
  private Session to;

  WriteSide(Daemon daemon) {
    this.daemon = daemon;
    this.history = daemon.server().disk().history();
    this.ledger = daemon.server().world().ledger();
    this.acknowledgements = new Acknowledgements(first -> daemon.noteAloneUsed());
  }

  Gate gate() {
    return gate;
  }

  /** Whether it lets operations in. */
  boolean accepts() {
    return gate != Gate.CLOSED && !frozen;
  }

  boolean isOpen() {
    return gate != Gate.CLOSED;
  }

  boolean isFrozen() {
    return frozen;
  }

  boolean isDrained() {
    return requests.isEmpty();
  }

  /** The operations that wait for an answer. */
  List<Integer> waiting() {
    return requests.stream().map(request -> request.operation).toList();
  }

  long oldestWaitingMillis() {
    long since = acknowledgements.oldestWaitingNanos();
    return since == 0 ? 0 : (daemon.server().clock().nanos() - since) / 1_000_000;
  }

  void freeze() {
    frozen = gate != Gate.CLOSED;
  }

  void close() {
    acknowledgements.failAll();
    gate = Gate.CLOSED;
    frozen = false;
    to = null;
    requests.clear();
  }

  /** A gate that was only held is let go; a new epoch begins a new segment. */
  void openAlone(Epoch next) {
    SimulatedJournal.Header current = history.journal().current();
    if (current != null && current.epochId().equals(next.id())) {
      Invariant.DISCIPLINE.holds(
          gate == Gate.ALONE, "a gate is let go that was not held, but %s", gate);
      frozen = false;
      return;
    }
    requireStill();
    begin(next);
    gate = Gate.ALONE;
    epoch = next.number();
    frozen = false;
    to = null;
    acknowledgements.releaseAlone(epoch);
    settle();
  }

  void openMirrored(Epoch next, Session session) {
    requireStill();
    begin(next);
    gate = Gate.MIRRORED;
    epoch = next.number();
    frozen = false;
    to = session;
    acknowledgements.restart(next.firstSequence() - 1);
    session.send(new Message.BeginSegment(history.journal().current()));
  }

  private void requireStill() {
    Invariant.DISCIPLINE.holds(!accepts(), "a gate is opened that is open: %s", gate);
  }

  private void begin(Epoch next) {
    history
        .journal()
        .begin(new SimulatedJournal.Header(next.number(), next.id(), next.firstSequence()));
  }

  /** A client's operation. */
  void write(int operation) {
    boolean barrier = ledger.isBarrier(operation);
    continueJournal();
    history.journal().append(operation);
    long sequence = history.journal().last();
    if (gate == Gate.ALONE) {
      acknowledgements.admit(epoch);
      finish(operation, sequence);
      answer(operation);
      return;
    }
    Waiting waiting =
        acknowledgements.place(
            sequence, barrier, ledger.fileOf(operation), daemon.server().clock().nanos());
    requests.add(new Request(operation, waiting));
    to.send(new Message.Record(epoch, sequence, operation));
    if (daemon.variant().answersBeforeThePeerHasIt()) {
      answer(operation);
    }
  }

  private void continueJournal() {
    SimulatedJournal.Header now = history.journal().current();
    if (daemon.server().world().chance().oneIn(25)) {
      SimulatedJournal.Header next =
          new SimulatedJournal.Header(now.epoch(), now.epochId(), history.journal().last() + 1);
      history.journal().begin(next);
      if (gate == Gate.MIRRORED) {
        to.send(new Message.BeginSegment(next));
      }
    }
  }

  /** Ignored unless it is about the epoch that is mirrored now. */
  void acknowledged(long of, long sequence) {
    if (gate == Gate.MIRRORED && of == epoch) {
      acknowledgements.acknowledge(sequence);
      settle();
    }
  }

  void synced(long of, long sequence) {
    if (gate == Gate.MIRRORED && of == epoch) {
      acknowledgements.synced(sequence);
      settle();
    }
  }

  /** Workers whose wait has ended go on. */
  void settle() {
    for (Request request : List.copyOf(requests)) {
      if (!requests.contains(request)) {
        return;
      }
      if (request.waiting.isFailed()) {
        end(request);
      } else if (request.waiting.isReceived()) {
        goOn(request);
      }
    }
  }

  private void goOn(Request request) {
    if (request.waiting.isAlone()) {
      acknowledgements.admit(request.waiting.aloneEpoch());
    }
    if (!request.applied) {
      request.applied = true;
      finish(request.operation, request.waiting.sequence());
    }
    boolean barrier = ledger.isBarrier(request.operation);
    boolean synced =
        request.waiting.isSynced() || daemon.variant().answersSyncsBeforeThePeerHasThem();
    if (!barrier || synced) {
      end(request);
      answer(request.operation);
    }
  }

  private void end(Request request) {
    requests.remove(request);
    acknowledgements.remove(request.waiting);
  }

  /** The local step. */
  private void finish(int operation, long sequence) {
    daemon.server().world().mayDie(daemon.server());
    history.applyTo(Math.max(sequence, history.applied()));
    if (ledger.isBarrier(operation)) {
      history.tree().sync(ledger.of(ledger.fileOf(operation)));
    }
  }

  private void answer(int operation) {
    daemon.server().world().checks().answers(daemon, gate, epoch, operation);
    ledger.acknowledge(operation);
  }

  /** Requests of an application that a killed daemon has left: none is done a second time. */
  void resume(List<Integer> left) {
    for (int operation : left) {
      boolean barrier = ledger.isBarrier(operation);
      if (!barrier && history.tree().content().get(operation)) {
        acknowledgements.admit(epoch);
        answer(operation);
      } else if (!barrier) {
        write(operation);
      }
    }
  }
}
