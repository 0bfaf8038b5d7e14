package io.lockstep.node.module;

import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.NodeRecordFile;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.journal.lineage.TreeTrust;
import io.lockstep.node.config.NodeConfig;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.replication.LinkIdentity;
import io.lockstep.node.replication.PeerConnection;
import io.lockstep.node.role.Input;
import io.lockstep.node.role.ModuleState;
import io.lockstep.node.role.RoleMachine;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One module on one node: owns the role thread and everything it drives, opens and closes it, and
 * decides nothing itself.
 *
 * <p>Threads: the role thread runs {@link ModuleSurroundings} and all actions; the link's threads
 * call {@link LinkEvents} and {@link SessionMessages}; workers of the mounted directories call
 * {@link PipelineEvents}.
 */
final class ModuleRuntime implements ModuleHandle, AutoCloseable {

  private final NodeServices services;
  private final NodeConfig.Module config;
  private final ModulePlace place;
  private final RecordKeeper records;
  private final CommandDesk desk = new CommandDesk();
  private final EventVoice voice;
  private final StatusBoard board;
  private final ApplicationSide application;
  private final RoleThread roles;
  private final LifeWatch life;
  private final RetentionWatch retention = new RetentionWatch(this);
  private final ResumeWatch resume;
  private final PeerSessions sessions = new PeerSessions();
  private final BranchArchivist archivist = new BranchArchivist(this);
  private final Verifications verifications = new Verifications(this);
  private volatile OpenedModule opened;
  private volatile LinkKeeper link;
  private volatile ModuleState state;

  ModuleRuntime(NodeServices services, NodeConfig.Module config) {
    this.services = services;
    this.config = config;
    this.place = ModulePlace.of(services.config(), config);
    String node = services.config().node();
    this.records =
        new RecordKeeper(
            NodeRecordFile.open(place.record()),
            NodeRecord.fresh(services.config().cluster(), config.name(), node, services.bootId()));
    this.state =
        ModuleState.stopped(
            records.current(),
            TreeTrust.isTrusted(records.current(), services.bootId()),
            !(config.application() instanceof NodeConfig.Application.None));
    this.voice = new EventVoice(config.name(), node, services.events());
    this.board = new StatusBoard(config, node, state, System.currentTimeMillis());
    this.life = new LifeWatch(services.judge(), services.heartbeats(), System.nanoTime());
    this.resume = new ResumeWatch(services.guardianship(), config.name(), voice);
    this.roles =
        new RoleThread(
            config.name(),
            new RoleMachine(RoleTimes.settings(services, config)),
            state,
            new ModuleSurroundings(this));
    this.application = new ApplicationSide(config, node, place, roles::post);
    roles.start();
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public ModuleStatus status() {
    return board.status();
  }

  @Override
  public CommandAnswer command(ModuleCommand command, String actor) {
    return desk.ask(command, actor, roles::post);
  }

  NodeServices services() {
    return services;
  }

  RecordKeeper records() {
    return records;
  }

  CommandDesk desk() {
    return desk;
  }

  EventVoice voice() {
    return voice;
  }

  StatusBoard board() {
    return board;
  }

  ApplicationSide application() {
    return application;
  }

  LifeWatch life() {
    return life;
  }

  RetentionWatch retention() {
    return retention;
  }

  BranchArchivist archivist() {
    return archivist;
  }

  ModulePlace place() {
    return place;
  }

  Path journalDirectory() {
    return place.journal();
  }

  ResumeWatch resume() {
    return resume;
  }

  Verifications verifications() {
    return verifications;
  }

  PeerSessions sessions() {
    return sessions;
  }

  NodeConfig.Module config() {
    return config;
  }

  ModuleState state() {
    return state;
  }

  void settle(ModuleState settled) {
    state = settled;
  }

  void post(Input input) {
    roles.post(input);
  }

  /** An input that is dropped if the connection is no longer the current one. */
  void post(Input input, PeerConnection of) {
    roles.post(input, () -> sessions.isCurrent(of));
  }

  /** Something new is known of the peer's life. */
  void lookNow() {
    roles.lookNow();
  }

  Optional<OpenedModule> ifOpen() {
    return Optional.ofNullable(opened);
  }

  OpenedModule opened() {
    return ifOpen().orElseThrow(() -> new IllegalStateException("the module is not started"));
  }

  /** Null while the module is not open. */
  LinkKeeper link() {
    return link;
  }

  /** Opens everything, then begins to look for the peer. */
  void open() {
    opened =
        OpenedModule.open(
            config,
            place,
            services.guardianship().shelter(),
            new PipelineEvents(records, voice, this::post));
    opened.journal().whenFull(() -> ifOpen().ifPresent(retention::makeRoom));
    if (opened.capture().isHeld()) {
      application.wasLeft();
      post(new Input.MountsLeft(resume.sinceMillis()));
    } else {
      // What a killed daemon left running would write into the directories as soon as they are
      // open.
      application.stopLeftovers();
      services.guardianship().settled(config.name());
    }
    services.guardianship().noteApplication(config, place);
    records.noteRunning(state.treeTrusted(), services.bootId());
    link =
        new LinkKeeper(
            new LinkIdentity(
                services.config().cluster(),
                services.config().clusterKey(),
                config.name(),
                services.self().name(),
                services.peer().name(),
                config.exclusion().toString()),
            new InetSocketAddress(services.peer().host(), services.peer().replicationPort()),
            services.selfIndex() == 1,
            () -> services.heartbeats().get().guardianPort(),
            services.listener(),
            services.linkOptions(),
            new LinkEvents(this));
    link.start();
  }

  /** Ends the connection by this node's own decision. */
  void disconnect() {
    endSession();
    LinkKeeper now = link;
    if (now != null) {
      now.disconnect();
    }
  }

  void endSession() {
    verifications.end(Verifications.SESSION_ENDED);
    board.peerGone();
    sessions.end();
  }

  /**
   * Closes everything {@link #open} opened. A tree that was synced and left in order is trusted at
   * the next start.
   */
  void closeModule() {
    endSession();
    archivist.stop();
    LinkKeeper ending = link;
    link = null;
    if (ending != null) {
      ending.close();
      // One that was made meanwhile.
      endSession();
    }
    OpenedModule now = opened;
    opened = null;
    if (now != null) {
      closeInOrder(now);
    }
  }

  private void closeInOrder(OpenedModule now) {
    now.pipeline().closeGate(Errno.EIO);
    verifications.awaitEnd();
    boolean synced;
    try {
      synced = now.tree().sync() == 0;
      now.journal().sync();
      now.applied().sync();
    } finally {
      // Also when a disk fails: the directories must not stay mounted.
      now.close();
    }
    // Written last: only when everything before it is on disk was the stop a clean one.
    records.noteStopped(state.treeTrusted(), synced, services.bootId());
  }

  /** What this node tells its peer of itself. */
  Standing standing() {
    return opened()
        .standing()
        .of(records.current(), state, services.selfIndex(), !sessions.hasJournalGivenUp());
  }

  @Override
  public void close() {
    roles.close();
    closeModule();
    application.close();
  }
}
