package io.lockstep.node.role;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.NodeRecord.DataState;
import io.lockstep.journal.lineage.Verdict;
import io.lockstep.node.application.ApplicationState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A step under construction: collects the actions in the order in which they must happen. Confined
 * to one decision.
 */
final class Plan {

  private final List<Action> actions = new ArrayList<>();
  private final Moment moment;
  private final RoleSettings settings;
  private ModuleState state;

  Plan(ModuleState state, Moment moment, RoleSettings settings) {
    this.state = state;
    this.moment = moment;
    this.settings = settings;
  }

  ModuleState state() {
    return state;
  }

  NodeRecord record() {
    return state.record();
  }

  Moment moment() {
    return moment;
  }

  RoleSettings settings() {
    return settings;
  }

  Step done() {
    return new Step(state, actions);
  }

  Plan act(Action action) {
    actions.add(action);
    return this;
  }

  Plan phase(Phase next) {
    state = state.withPhase(next);
    return this;
  }

  Plan with(ModuleState next) {
    state = next;
    return this;
  }

  /** Writes the record; what is planned after it may rely on it. */
  Plan persist(NodeRecord record) {
    state = state.withRecord(record);
    return act(new Action.Persist(record));
  }

  /** A mixture of two moments does not become whole by being outdated as well. */
  Plan data(DataState data) {
    boolean worse = !record().data().isWhole() && data == DataState.OUTDATED;
    boolean known = record().data() == data && !record().isHalfReplayed();
    return worse || known ? this : persist(record().withData(data));
  }

  /** A copy that was given up stays so: it is going to be replaced, whatever it is worth. */
  Plan inconsistent() {
    return record().data().isGivenUp() ? this : data(DataState.INCONSISTENT);
  }

  Plan eventBy(String actor, String type, Object... facts) {
    Map<String, Object> named = new LinkedHashMap<>();
    for (int i = 0; i < facts.length; i += 2) {
      named.put((String) facts[i], facts[i + 1]);
    }
    return act(new Action.Emit(type, actor, named));
  }

  Plan event(String type, Object... facts) {
    return eventBy("node:" + settings.node(), type, facts);
  }

  Plan answer(Input.Ordered order, boolean accepted, String message) {
    return act(new Action.Answer(order.commandId(), accepted, message));
  }

  Plan waiting(String reason) {
    return waiting(reason, Phase.NOT_FEEDING);
  }

  Plan waiting(String reason, Phase.Feeding feeding) {
    long now = moment.nowMillis();
    because(reason);
    return phase(new Phase.Waiting(now, now + settings.bootSearchMillis(), reason, feeding));
  }

  /** Says how the phase came about. */
  Plan because(String reason) {
    state = state.withReason(reason);
    return this;
  }

  /**
   * The gate is shut already; whoever entitles this node again decides at the next tick, at the
   * then exact journal end.
   */
  Plan frozen(long sinceMillis, boolean peerRenounced, String why) {
    Epoch epoch = record().lineage().last().orElseThrow();
    because(why);
    return phase(
        new Phase.Frozen(epoch, sinceMillis, moment.nowMillis(), peerRenounced, Phase.NOT_FEEDING));
  }

  /**
   * Stops serving, in the order that keeps two nodes from serving: no acknowledgement, no access,
   * then the application.
   */
  Plan demote() {
    act(new Action.CloseGate()).act(new Action.Access(Action.Access.Allowed.NONE));
    ResumeRules.abandon(this);
    return stopApplication();
  }

  /** No effect if nothing of it runs. */
  Plan stopApplication() {
    if (state.application().isDown()) {
      return this;
    }
    state = state.withApplication(ApplicationState.STOPPING, "");
    return act(new Action.StopApplication());
  }

  /** Opens the door and starts the application. */
  Plan serve(Role role, Epoch epoch, Action gate) {
    act(new Action.Access(Action.Access.Allowed.WRITE));
    return goOn(role, epoch, gate);
  }

  /**
   * Lets a node that served already answer again. Its door stays as it is: to move it would wait
   * for the very operations that wait for the gate.
   */
  Plan goOn(Role role, Epoch epoch, Action gate) {
    act(gate);
    boolean down = state.application().isDown() || state.application() == ApplicationState.STOPPING;
    return down ? act(new Action.StartApplication(role, epoch.number())) : this;
  }

  Plan mirrorAccess() {
    return act(
        new Action.Access(
            settings.secondaryReadable()
                ? Action.Access.Allowed.READ
                : Action.Access.Allowed.NONE));
  }

  /** A copy that is a mixture of two moments is hidden. */
  Plan mirrorAccessFor(boolean whole) {
    return whole ? mirrorAccess() : act(new Action.Access(Action.Access.Allowed.NONE));
  }

  Plan meetIfLinked() {
    return state.linked() ? act(new Action.Meet()) : this;
  }

  /** The epoch in which this node would serve by itself; both nodes contend for the same number. */
  Epoch aloneCandidate(String reason) {
    return epoch(
        record().lineage().lastNumber() + 1, Epoch.Kind.ALONE, settings.node(), reason, false);
  }

  /**
   * The epoch a human insists on: above all that are known, so that of two nodes that serve the one
   * that was forced last goes on when they meet ({@link io.lockstep.journal.lineage.Precedence}).
   */
  Epoch forcedCandidate(String reason) {
    return epoch(agreedNumber(), Epoch.Kind.ALONE, settings.node(), reason, true);
  }

  /**
   * A number above everything either node ever asked for, so that no forgotten claim can meet it.
   */
  long agreedNumber() {
    return Math.max(
            Math.max(record().epochPromised(), state.peerPromised()),
            record().lineage().lastNumber())
        + 1;
  }

  Epoch epoch(long number, Epoch.Kind kind, String primary, String reason, boolean forced) {
    return new Epoch(
        number,
        moment.freshId(),
        nextSequence(),
        kind,
        primary,
        reason,
        forced,
        moment.wallMillis());
  }

  /**
   * Where an epoch begins that begins now. A tree that is served as a loss of power has left it is
   * not what the journal says: the gap makes the journal begin anew, so that nobody is ever fed
   * across it.
   */
  long nextSequence() {
    return moment.lastSequence() + (state.treeTrusted() ? 1 : 2);
  }

  /** The tree is what the journal says from now on, from behind the checkpoint. */
  Plan trustTree(long checkpoint) {
    return state.treeTrusted() ? this : treeIsToldFrom(checkpoint);
  }

  /** The same of a tree that has come about anew, whatever it was taken for before. */
  Plan treeIsToldFrom(long checkpoint) {
    state = state.withTreeTrusted(true);
    return act(new Action.TrustTree(checkpoint));
  }

  /**
   * A damaged copy that is to be used as it is: its journal does not tell how the tree has come
   * about, and nobody may be fed from it as if it did. Durable before the copy counts again.
   */
  Plan distrustDamagedTree() {
    boolean damaged = !record().data().isWhole() && record().data() != DataState.GIVEN_UP;
    if (!damaged || !state.treeTrusted()) {
      return this;
    }
    state = state.withTreeTrusted(false);
    return act(new Action.DistrustTree());
  }

  /**
   * The record with one more epoch in which this node is up to date; a module gets its id with its
   * first epoch.
   */
  NodeRecord entering(Epoch epoch) {
    UUID id = record().moduleId().equals(NodeRecord.NO_ID) ? moment.freshId() : record().moduleId();
    return record()
        .withModuleId(id)
        .withLineage(record().lineage().upTo(moment.lastSequence()).plus(epoch))
        .withData(DataState.UP_TO_DATE);
  }

  /**
   * Asks the arbiter. The promise is durable before the question is sent: whatever becomes of the
   * answer, no later mirrored epoch can have the number that was asked for.
   */
  Plan claim(Phase.Purpose purpose, Epoch candidate) {
    if (state.linked()) {
      // What was told on this connection did not know of the promise.
      LinkRules.drop(this, "asking the arbiter");
    }
    persist(record().withEpochPromised(candidate.number()));
    event("arbiter.asked", "epoch", candidate.number(), "purpose", purpose.name());
    act(new Action.AskArbiter(record().moduleId(), candidate));
    return phase(new Phase.Claiming(candidate, purpose, moment.nowMillis()));
  }

  /** A frozen primary goes on by itself: durable first, then the answers. */
  Plan continueAlone(Epoch epoch) {
    persist(entering(epoch));
    event("epoch.began", "epoch", epoch.number(), "kind", "ALONE", "reason", epoch.reason());
    goOn(Role.ALONE, epoch, new Action.OpenAlone(epoch));
    because(epoch.reason());
    return phase(new Phase.Alone(epoch, Phase.NOT_FEEDING)).meetIfLinked();
  }

  /** Enters an epoch of its own: durable first, then the tree, then the door. */
  Plan prepareAlone(Epoch epoch, Phase.Feeding feeding) {
    persist(entering(epoch));
    event("epoch.began", "epoch", epoch.number(), "kind", "ALONE", "reason", epoch.reason());
    act(new Action.Prepare());
    because(epoch.reason());
    return phase(new Phase.Preparing(epoch, feeding));
  }

  /** Offers the peer to bring it up to date; the stream begins when it has accepted. */
  Plan offer(Verdict.Source verdict) {
    event(
        "reintegration.began",
        "method",
        verdict.method().name(),
        "from",
        verdict.commonSequence(),
        "to",
        moment.lastSequence());
    return act(new Action.TellOffer(record().lineage()));
  }
}
