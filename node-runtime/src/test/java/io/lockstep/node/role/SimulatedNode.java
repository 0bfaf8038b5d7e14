package io.lockstep.node.role;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.Lineage;
import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.journal.lineage.Verdict;
import io.lockstep.node.module.ModuleCommand;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One node of a simulated pair: the real role machine with a gate that stands for the write path.
 * What a process keeps in memory is lost with {@link #crash}; record and history are not, as after
 * a SIGKILL.
 */
final class SimulatedNode {

  enum Gate {
    CLOSED,
    FROZEN,
    ALONE,
    MIRRORED
  }

  final String name;
  final int index;
  private final SimulatedPair pair;
  private final RoleMachine machine;

  // Durable.
  NodeRecord record;
  final SimulatedHistory history = new SimulatedHistory();

  // Kept by the guardian: whether requests of an application wait, and which of them are journaled.
  boolean held;
  long killedMillis;
  boolean guarded;

  // Volatile.
  boolean up;
  ModuleState state;
  Gate gate = Gate.CLOSED;
  final Deque<Input> inbox = new ArrayDeque<>();
  long pendingFrom = Long.MAX_VALUE;
  Standing told;
  Standing heard;
  Verdict.Source feeding;
  long fedUpTo;
  boolean feedHeld;
  boolean receiving;
  boolean stateCopied;

  SimulatedNode(String name, int index, SimulatedPair pair, RoleSettings settings) {
    this.name = name;
    this.index = index;
    this.pair = pair;
    this.machine = new RoleMachine(settings);
    this.record = NodeRecord.fresh("cluster", "module", name, "boot");
  }

  long end() {
    return history.end();
  }

  void boot() {
    up = true;
    state = ModuleState.stopped(record, true, false);
    inbox.add(new Input.Ordered(ModuleCommand.START, "test", "id"));
    if (held) {
      inbox.add(new Input.MountsLeft(killedMillis));
    }
    guarded = true;
  }

  /** SIGKILL to the daemon alone: its guardian keeps the mounts, if they were open for writing. */
  void crashGuarded() {
    boolean serves = held || gate != Gate.CLOSED;
    long waiting = pendingFrom;
    crash();
    guarded = true;
    killedMillis = pair.nowMillis;
    if (serves) {
      held = true;
      pendingFrom = waiting;
    }
  }

  /** SIGKILL to the guardian, and so to the daemon. */
  void crash() {
    up = false;
    gate = Gate.CLOSED;
    inbox.clear();
    forgetSession();
    loseGuardian();
  }

  /** Whoever waited has got an error. */
  void loseGuardian() {
    guarded = false;
    abandon();
  }

  private void abandon() {
    held = false;
    pendingFrom = Long.MAX_VALUE;
  }

  /** With the connection goes what it still had to say, except a good-bye. */
  void forgetSession() {
    inbox.removeIf(
        input ->
            switch (input) {
              case Input.LinkUp up -> true;
              case Input.PeerMet met -> true;
              case Input.PeerJudged judged -> true;
              case Input.FeedOffered offered -> true;
              case Input.FeedAccepted accepted -> true;
              case Input.HandoverOffered offered -> true;
              case Input.HandoverAccepted accepted -> true;
              case Input.JoinAsked asked -> true;
              case Input.JoinAnswered answered -> true;
              case Input.HandoverAsked asked -> true;
              case Input.HandoverAnswered answered -> true;
              case Input.FeedHeld held -> true;
              case Input.FeedFailed failed -> true;
              default -> false;
            });
    told = null;
    heard = null;
    feeding = null;
    feedHeld = false;
    receiving = false;
    stateCopied = false;
  }

  void handle(Input input) {
    Moment moment = new Moment(pair.nowMillis, pair.nowMillis, pair.randomId(), end());
    Step step = machine.decide(state, input, moment);
    if (!(input instanceof Input.Tick) || !step.actions().isEmpty()) {
      pair.trace(name + ": " + input + " in " + state.phase() + " -> " + step.actions());
    }
    for (Action action : step.actions()) {
      run(action);
      if (!up) {
        return;
      }
    }
    state = step.state().withRecord(record);
  }

  private void run(Action action) {
    switch (action) {
      case Action.Persist a -> {
        record = a.record().withIncarnation(record.incarnation() + 1);
        pair.maybeCrash(this);
      }
      case Action.Freeze a -> gate = gate == Gate.CLOSED ? Gate.CLOSED : Gate.FROZEN;
      case Action.OpenAlone a -> {
        requireDurable(a.epoch());
        openAlone();
      }
      case Action.OpenMirrored a -> {
        requireDurable(a.epoch());
        openMirrored();
      }
      case Action.CloseGate a -> {
        gate = Gate.CLOSED;
        pendingFrom = Long.MAX_VALUE;
      }
      case Action.AskArbiter a -> pair.claim(this, a.candidate());
      case Action.Meet a -> {
        told = standing();
        pair.send(this, new SimulatedPair.Message.Meet(told));
        meetIfBothSpoke();
      }
      case Action.TellVerdict a -> pair.send(this, new SimulatedPair.Message.Judged(a.verdict()));
      case Action.Disconnect a -> pair.disconnect(this);
      case Action.Prepare a -> {
        history.applyTo(end());
        inbox.add(new Input.Prepared());
      }
      case Action.TellOffer a -> pair.send(this, new SimulatedPair.Message.Offer(a.lineage()));
      case Action.TellCondensing a -> {}
      case Action.TellSettled a -> {}
      case Action.TellAccepted a -> pair.send(this, new SimulatedPair.Message.Accepted());
      case Action.Feed a -> {
        feeding = a.verdict();
        fedUpTo = a.verdict().commonSequence();
        feedHeld = false;
        acked(fedUpTo);
      }
      case Action.Archive a -> inbox.add(new Input.Archived("archive"));
      case Action.Receive a -> receive(a);
      case Action.Mirror a -> mirror(a.epoch().firstSequence() - 1);
      case Action.TellJoin a ->
          pair.send(this, new SimulatedPair.Message.Join(a.lineage(), a.moduleId(), end()));
      case Action.TellJoined a -> pair.send(this, new SimulatedPair.Message.Joined(a.epoch()));
      case Action.WriteBack a -> inbox.add(new Input.WrittenBack(pair.random.nextInt(10) > 0));
      case Action.Drain a -> inbox.add(new Input.Drained(pendingFrom == Long.MAX_VALUE));
      case Action.TellHandoverOffer a -> pair.send(this, new SimulatedPair.Message.Propose());
      case Action.TellHandoverAccepted a -> pair.send(this, new SimulatedPair.Message.Agree());
      case Action.TellHandover a ->
          pair.send(this, new SimulatedPair.Message.Handover(a.lineage(), end()));
      case Action.TellHandedOver a ->
          pair.send(this, new SimulatedPair.Message.HandedOver(a.epoch()));
      case Action.TellFarewell a -> pair.send(this, new SimulatedPair.Message.Bye(a.outdated()));
      case Action.OpenModule a -> {}
      case Action.CloseModule a -> {
        abandon();
        pair.disconnect(this);
      }
      case Action.AbandonMounts a -> abandon();
      case Action.Access a -> access(a.allowed());
      case Action.StartApplication a -> {}
      case Action.StopApplication a -> {}
      case Action.Verify a -> {}
      case Action.Emit a -> {}
      case Action.Answer a -> {}
    }
  }

  Standing standing() {
    return new Standing(
        record,
        index,
        history.first(),
        end(),
        history.applied(),
        history.applied(),
        state.treeTrusted(),
        gate == Gate.ALONE,
        false);
  }

  void meetIfBothSpoke() {
    if (told != null && heard != null) {
      inbox.add(new Input.PeerMet(told, heard));
    }
  }

  /** An epoch that a crash could make unheard of must not acknowledge anything. */
  private void requireDurable(Epoch epoch) {
    if (!record.lineage().last().equals(Optional.of(epoch))) {
      throw new AssertionError(
          "%s opens its gate for %s, but its record ends with %s"
              .formatted(name, epoch, record.lineage().last()));
    }
  }

  private void openAlone() {
    history.beginSegment();
    gate = Gate.ALONE;
    pair.checkEntitled(this);
    // What was journaled and waited is now acknowledged by this node alone.
    if (pendingFrom != Long.MAX_VALUE) {
      long from = pendingFrom;
      history.applyTo(end());
      for (long s = from; s <= end(); s++) {
        pair.acknowledged(this, history.at(s));
      }
      record = record.withAloneUsed();
      pendingFrom = Long.MAX_VALUE;
    }
  }

  private void openMirrored() {
    history.beginSegment();
    gate = Gate.MIRRORED;
    feeding = null;
    receiving = false;
    fedUpTo = end();
    pair.checkEntitled(this);
  }

  /** Requests that wait are answered where the access is WRITE, and nowhere else. */
  private void access(Action.Access.Allowed allowed) {
    if (allowed == Action.Access.Allowed.WRITE) {
      pair.resumed += held ? 1 : 0;
      held = false;
    } else if (allowed == Action.Access.Allowed.READ) {
      requireNothingHeld();
    }
  }

  private void requireNothingHeld() {
    if (held) {
      throw new AssertionError(name + " is fed while requests of its application wait");
    }
  }

  private void receive(Action.Receive receive) {
    requireNothingHeld();
    if (receive.method() == Verdict.Method.LOG) {
      history.cutBehind(receive.commonSequence());
      receiving = true;
    }
  }

  private void mirror(long lastSequence) {
    if (stateCopied) {
      history.standsAt(lastSequence);
    }
    receiving = true;
  }

  /** A client writes. */
  void write(long operation) {
    switch (gate) {
      case ALONE -> {
        record = record.withAloneUsed();
        history.append(operation);
        history.applyTo(end());
        pair.acknowledged(this, operation);
      }
      case MIRRORED -> {
        history.append(operation);
        pendingFrom = Math.min(pendingFrom, end());
        fedUpTo = end();
        pair.send(this, new SimulatedPair.Message.Record(end(), operation));
      }
      case FROZEN, CLOSED -> {}
    }
  }

  void received(SimulatedPair.Message.Record message) {
    if (!receiving || message.sequence() != end() + 1) {
      return;
    }
    history.beginSegment();
    history.append(message.operation());
    pair.send(this, new SimulatedPair.Message.Ack(message.sequence()));
    history.applyTo(end());
  }

  void acked(long sequence) {
    while (pendingFrom <= sequence && pendingFrom <= end()) {
      long s = pendingFrom;
      history.applyTo(s);
      pair.acknowledged(this, history.at(s));
      pendingFrom = s == end() ? Long.MAX_VALUE : s + 1;
    }
    boolean byLog = feeding != null && feeding.method() == Verdict.Method.LOG;
    if (byLog && sequence == end() && fedUpTo == end()) {
      hold();
    }
  }

  /** One step of feeding the peer. */
  void feed() {
    if (feeding == null || feedHeld) {
      return;
    }
    if (feeding.method() == Verdict.Method.STATE) {
      gate = Gate.FROZEN;
      pair.send(this, new SimulatedPair.Message.Tree(List.copyOf(history.tree())));
      holdNow();
    } else if (fedUpTo < end()) {
      fedUpTo++;
      pair.send(this, new SimulatedPair.Message.Record(fedUpTo, history.at(fedUpTo)));
    } else if (pendingFrom == Long.MAX_VALUE) {
      hold();
    }
  }

  private void hold() {
    if (!feedHeld && pendingFrom == Long.MAX_VALUE && pair.peerHas(this, end())) {
      holdNow();
    }
  }

  private void holdNow() {
    gate = Gate.FROZEN;
    feedHeld = true;
    inbox.add(new Input.FeedHeld());
  }

  void joinAsked(Lineage lineage, UUID moduleId, long last) {
    boolean complete = stateCopied || (receiving && end() == last);
    inbox.add(new Input.JoinAsked(lineage, moduleId, complete));
  }

  Epoch lastEpoch() {
    return record.lineage().last().orElse(null);
  }
}
