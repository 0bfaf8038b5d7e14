package io.lockstep.node.simulation;

import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.journal.lineage.TreeTrust;
import io.lockstep.node.module.ModuleCommand;
import io.lockstep.node.role.Action;
import io.lockstep.node.role.Input;
import io.lockstep.node.role.ModuleState;
import io.lockstep.node.role.Moment;
import io.lockstep.node.role.Phase;
import io.lockstep.node.role.RoleMachine;
import io.lockstep.node.role.RoleSettings;
import io.lockstep.node.role.Step;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/** One process: the product's role machine and what drives it. Gone with a kill. */
final class Daemon {

  private record Letter(Input input, Session of) {}

  private final Server server;
  private final World world;
  private final RoleMachine machine;
  private final Deque<Letter> inbox = new ArrayDeque<>();
  private final Watch watch;
  private final WriteSide writes;
  private final ActionShell shell;
  private ModuleState state;
  private NodeRecord record;
  private Session session;
  private boolean open;
  private boolean journalGivenUp;

  Daemon(Server server) {
    this.server = server;
    this.world = server.world();
    this.record = server.disk().readRecord();
    this.watch = new Watch(server.clock());
    this.writes = new WriteSide(this);
    this.shell = new ActionShell(this);
    this.machine = new RoleMachine(settings());
    boolean trusted = TreeTrust.isTrusted(record, server.bootId());
    record = variant().started(record);
    this.state = ModuleState.stopped(record, variant().trustsTree(trusted), false);
  }

  private RoleSettings settings() {
    return new RoleSettings(
        server.name(),
        world.peerOf(server).name(),
        world.isArbiterHuman(),
        3_000,
        5_000,
        1_000,
        60_000,
        500,
        Watch.RESUME_LIMIT_MILLIS,
        true,
        3);
  }

  Server server() {
    return server;
  }

  Variant variant() {
    return world.variant();
  }

  Watch watch() {
    return watch;
  }

  WriteSide writes() {
    return writes;
  }

  ModuleState state() {
    return state;
  }

  Phase phase() {
    return state.phase();
  }

  NodeRecord record() {
    return record;
  }

  /** Null without a connection. */
  Session session() {
    return session;
  }

  boolean isOpen() {
    return open;
  }

  boolean isIdle() {
    return inbox.isEmpty();
  }

  void start() {
    order(ModuleCommand.START);
  }

  void order(ModuleCommand command) {
    post(new Input.Ordered(command, "test", "id"), null);
  }

  /** An input; one of a session is dropped when that is not the current one any more. */
  void post(Input input, Session of) {
    inbox.add(new Letter(input, of));
  }

  /** The directories are mounted, the peer is looked for. */
  void open() {
    open = true;
    if (server.isHeld()) {
      post(new Input.MountsLeft(server.killedMillis()), null);
    }
    boolean trusted = state.treeTrusted() || variant().regainsTrustByStarting();
    note(TreeTrust.running(record, trusted, server.bootId()));
  }

  void closeModule() {
    server.abandon();
    endSession("stopped");
    open = false;
    writes.close();
    server.disk().history().sync();
    server.disk().history().journal().reopen();
    note(TreeTrust.stopped(record, state.treeTrusted(), true, server.bootId()));
  }

  void connected(Connection connection) {
    if (session != null) {
      connectionEnded("the peer connected anew");
    }
    session = new Session(this, connection);
    watch.connected();
    session.post(new Input.LinkUp());
  }

  /** By whatever, but not by this node's own decision. */
  void connectionEnded(String why) {
    endSession("");
    post(new Input.LinkLost(why), null);
  }

  /** By this node's own decision. */
  void endSession(String why) {
    if (session == null) {
      return;
    }
    Session ending = session;
    session = null;
    watch.closed();
    journalGivenUp |= ending.source().isJournalUnusable();
    ending.close();
    ending.connection().close(server.index(), why);
  }

  void journalSuffices() {
    journalGivenUp = false;
  }

  void step() {
    deliver();
    drainInbox();
    work();
    drainInbox();
    handle(new Input.Tick(watch.look(), writes.oldestWaitingMillis()));
    drainInbox();
  }

  private void deliver() {
    int some = world.chance().isCalm() ? Integer.MAX_VALUE : world.chance().below(4);
    int peer = world.peerOf(server).index();
    for (int i = 0; i < some && session != null && !world.network().isCutFrom(peer); i++) {
      Message message = session.connection().toward(server.index()).poll();
      if (message == null) {
        break;
      }
      watch.heardOnLink();
      session.receive(message);
    }
    if (session != null) {
      session.target().flush();
    }
  }

  private void work() {
    writes.settle();
    if (session != null) {
      session.source().step();
    }
    if (session != null) {
      session.target().syncSome();
    }
    shell.step();
    if (world.chance().oneIn(20)) {
      server.disk().history().journal().syncFinished();
    }
  }

  private void drainInbox() {
    while (!inbox.isEmpty()) {
      Letter letter = inbox.poll();
      if (letter.of() == null || letter.of() == session) {
        handle(letter.input());
      }
    }
  }

  private void handle(Input from) {
    Input input = variant().input(from);
    Phase before = state.phase();
    Step step = machine.decide(state, input, moment());
    List<Action> actions = variant().actions(before, input, step.actions());
    if (!(input instanceof Input.Tick) || !actions.isEmpty()) {
      world.trace(server, () -> Words.of(input, before, actions));
    }
    shell.run(actions);
    state = step.state().withRecord(record);
  }

  private Moment moment() {
    long end = open ? end() : 0;
    return new Moment(server.clock().millis(), world.nowMillis(), world.chance().id(), end);
  }

  /** The product's OwnStanding. */
  private long end() {
    return TreeTrust.end(record, state.treeTrusted(), server.disk().history().end());
  }

  Standing standing() {
    History history = server.disk().history();
    return variant()
        .standing(
            new Standing(
                record,
                server.index(),
                journalGivenUp || history.end() < end()
                    ? end() + 1
                    : TreeTrust.firstTold(record, history.first()),
                end(),
                history.applied(),
                history.applied(),
                state.treeTrusted(),
                state.phase() instanceof Phase.Alone,
                false));
  }

  /** The product's RecordKeeper: durable when it returns. */
  void persist(NodeRecord decided) {
    boolean sameEpoch = Objects.equals(decided.lineage(), record.lineage());
    NodeRecord merged = sameEpoch && record.aloneUsed() ? decided.withAloneUsed() : decided;
    note(merged.withStop(record.cleanStop(), record.bootId()).withCheckpoint(record.checkpoint()));
  }

  private void note(NodeRecord noted) {
    write(noted.withIncarnation(record.incarnation() + 1));
  }

  void trustTree(long checkpoint) {
    note(TreeTrust.trustedAgain(record, server.bootId(), checkpoint));
  }

  void distrustTree() {
    note(TreeTrust.distrusted(record));
  }

  void noteAloneUsed() {
    if (!record.aloneUsed()) {
      note(record.withAloneUsed());
    }
  }

  private void write(NodeRecord next) {
    Misfortune.AtWrite fate = world.misfortune().atWrite(server);
    switch (fate) {
      case KILLED_BEFORE -> {
        world.trace(server, () -> "is killed before its record is written");
        server.killedWhileRunning();
      }
      case TORN -> {
        world.trace(server, () -> "loses power while its record is written");
        server.disk().tear(next, world.chance());
        server.losePowerWhileRunning();
      }
      default -> {}
    }
    NodeRecord before = record;
    record = next;
    server.disk().write(variant().written(before, next));
    world.checks().recordWritten(server, before, next);
    switch (fate) {
      case KILLED_AFTER -> {
        world.trace(server, () -> "is killed right after its record was written");
        server.killedWhileRunning();
      }
      case POWER_LOST_AFTER -> server.losePowerWhileRunning();
      default -> {}
    }
  }

  void requireNothingHeld() {
    Invariant.HELD_ARE_ANSWERED_ONCE.holds(
        !server.isHeld(), "%s is fed while requests of its application wait", server);
  }
}
