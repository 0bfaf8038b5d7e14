package io.lockstep.node.module;

import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.TreeTrust;
import io.lockstep.node.replication.LinkMessage;
import io.lockstep.node.role.Action;
import io.lockstep.node.role.Input;
import io.lockstep.node.role.ModuleState;
import io.lockstep.node.role.Moment;
import io.lockstep.node.role.Phase;
import io.lockstep.node.role.RoleView;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the role thread asks of its module; confined to that thread. */
final class ModuleSurroundings implements RoleThread.Surroundings {

  private static final Logger LOG = LoggerFactory.getLogger(ModuleSurroundings.class);
  private static final long PEER_STATE_MILLIS = 200;

  private final ModuleRuntime module;
  private final ActionRunner runner;
  private final RoomWatch room;
  private final ProgressEvents progress;
  private long peerStateDueNanos;

  ModuleSurroundings(ModuleRuntime module) {
    this.module = module;
    this.runner = new ActionRunner(module);
    this.room = new RoomWatch(module::post);
    this.progress =
        new ProgressEvents(
            sent -> module.voice().tell("reintegration.progress", epochNumber(), sent));
  }

  @Override
  public Moment moment() {
    return new Moment(
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
        System.currentTimeMillis(),
        UUID.randomUUID(),
        module.ifOpen().map(this::end).orElse(0L));
  }

  private long end(OpenedModule opened) {
    return opened.standing().end(module.records().current(), module.state());
  }

  @Override
  public Input.Tick tick() {
    LinkKeeper link = module.link();
    if (link == null) {
      return new Input.Tick(module.state().life(), 0);
    }
    long nowNanos = System.nanoTime();
    tellPeer(nowNanos);
    module.ifOpen().ifPresent(opened -> look(opened, nowNanos));
    publish();
    return new Input.Tick(module.life().look(link, nowNanos), oldestWaitingMillis(nowNanos));
  }

  private void look(OpenedModule opened, long nowNanos) {
    module.retention().look(opened, nowNanos);
    room.look(opened, nowNanos);
    module.resume().look(opened.capture(), nowNanos);
    progress.look(fed().map(session -> session.source().sent()), nowNanos);
    module.verifications().look(module.state().phase(), nowNanos);
  }

  private long oldestWaitingMillis(long nowNanos) {
    long since = module.ifOpen().map(now -> now.pipeline().oldestWaitingNanos()).orElse(0L);
    return since == 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(nowNanos - since);
  }

  private void tellPeer(long nowNanos) {
    if (nowNanos - peerStateDueNanos < 0) {
      return;
    }
    peerStateDueNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(PEER_STATE_MILLIS);
    RoleView view = RoleView.of(module.state());
    OpenedModule opened = module.opened();
    module
        .sessions()
        .current()
        .ifPresent(
            session ->
                session
                    .connection()
                    .send(
                        new LinkMessage.PeerState(
                            view.role(),
                            view.readiness(),
                            opened.journal().lastSequence(),
                            opened.applied().low())));
  }

  @Override
  public void run(Action action) {
    runner.run(action);
  }

  @Override
  public ModuleState settled(ModuleState before, ModuleState after) {
    NodeRecord record = module.records().current();
    // Trust too is what the record says: an action that failed has not brought it back.
    ModuleState settled =
        after
            .withRecord(record)
            .withTreeTrusted(TreeTrust.isTrusted(record, module.services().bootId()));
    module.settle(settled);
    module.voice().roleChanged(before, settled);
    module.resume().settled(before, settled);
    if (!before.phase().getClass().equals(settled.phase().getClass())) {
      confirmScope(settled.phase());
    }
    publish();
    return settled;
  }

  /** A copy that is served, or equal to one that is, is complete in what is replicated now. */
  private void confirmScope(Phase phase) {
    if (phase instanceof Phase.Alone
        || phase instanceof Phase.Primary
        || phase instanceof Phase.Secondary) {
      module.ifOpen().map(OpenedModule::scope).ifPresent(ModuleSurroundings::confirm);
    }
  }

  private static void confirm(ScopeRecord scope) {
    try {
      scope.confirm();
    } catch (UncheckedIOException e) {
      LOG.warn("the next meeting of the two nodes costs a comparison of all files", e);
    }
  }

  private void publish() {
    Optional<OpenedModule> opened = module.ifOpen();
    module
        .board()
        .publish(
            module.state(),
            opened.map(this::positions).orElse(StatusBoard.Positions.NONE),
            System.currentTimeMillis());
  }

  private StatusBoard.Positions positions(OpenedModule opened) {
    return new StatusBoard.Positions(
        opened.standing().end(),
        opened.applied().low(),
        opened.pipeline().acknowledgedSequence(),
        module.sessions().current().map(this::progress).orElse(""));
  }

  private long epochNumber() {
    return module.state().record().lineage().lastNumber();
  }

  /** The session over which a peer is brought up to date. */
  private Optional<PeerSession> fed() {
    return module.state().phase() instanceof Phase.Alone alone
            && alone.feeding() instanceof Phase.Feeding.Running
        ? module.sessions().current()
        : Optional.empty();
  }

  private String progress(PeerSession session) {
    return switch (module.state().phase()) {
      case Phase.Alone alone when alone.feeding() instanceof Phase.Feeding.Running ->
          session.source().progress();
      case Phase.Target target -> session.target().progress();
      case Phase.Primary primary -> module.verifications().progress();
      default -> "";
    };
  }
}
