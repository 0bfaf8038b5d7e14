package io.lockstep.node.module;

import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.NodeRecordFile;
import io.lockstep.journal.lineage.Standing;
import io.lockstep.node.config.NodeConfig;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.replication.LinkIdentity;
import io.lockstep.node.replication.LinkMessage;
import io.lockstep.node.replication.PeerConnection;
import io.lockstep.node.replication.PipelineListener;
import io.lockstep.node.role.Action;
import io.lockstep.node.role.Input;
import io.lockstep.node.role.ModuleState;
import io.lockstep.node.role.Moment;
import io.lockstep.node.role.Phase;
import io.lockstep.node.role.RoleMachine;
import io.lockstep.node.role.RoleSettings;
import io.lockstep.node.role.RoleView;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One module on one node: owns the role thread and everything it drives, and decides nothing
 * itself.
 *
 * <p>Threads: the role thread runs the {@link RoleThread.Surroundings} methods and all actions; the
 * link's threads call the {@link LinkKeeper.Watcher} methods; workers of the mounted directories
 * call the {@link PipelineListener}.
 */
final class ModuleRuntime implements ModuleHandle, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ModuleRuntime.class);
  private static final long PEER_STATE_MILLIS = 200;

  /** At least twice the time an arbiter needs, so that a living primary is asked for first. */
  private static final long GRACE_MILLIS = 1000;

  /**
   * How long the application is kept waiting for a grant or for the peer: a restart of a switch
   * fits in.
   */
  private static final long FROZEN_LIMIT_MILLIS = 60_000;

  private static final long CLAIM_RETRY_MILLIS = 500;

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
  private final ActionRunner runner;
  private volatile OpenedModule opened;
  private volatile LinkKeeper link;
  private volatile PeerSession session;
  private volatile boolean journalGaveUp;
  private ModuleState state;
  private long peerStateDueNanos;

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
            isTreeTrusted(records.current()),
            !(config.application() instanceof NodeConfig.Application.None));
    this.voice = new EventVoice(config.name(), node, services.events());
    this.board = new StatusBoard(config, node, state, System.currentTimeMillis());
    this.life = new LifeWatch(services.judge(), services.heartbeats(), System.nanoTime());
    this.roles =
        new RoleThread(config.name(), new RoleMachine(settings()), state, new RoleSurroundings());
    this.application = new ApplicationSide(config, node, place, roles::post);
    this.runner = new ActionRunner(this);
    roles.start();
  }

  /** After a power loss what was not synced may be gone, and nobody can tell what that was. */
  private boolean isTreeTrusted(NodeRecord record) {
    return record.cleanStop() || record.bootId().equals(services.bootId());
  }

  private RoleSettings settings() {
    return new RoleSettings(
        services.self().name(),
        services.peer().name(),
        services.config().arbiter() instanceof NodeConfig.Arbiter.Manual,
        config.peerTimeoutMillis(),
        config.bootSearchMillis(),
        GRACE_MILLIS,
        FROZEN_LIMIT_MILLIS,
        CLAIM_RETRY_MILLIS,
        config.secondaryAccess() == NodeConfig.SecondaryAccess.READ,
        maxRestarts(config.application()));
  }

  private static int maxRestarts(NodeConfig.Application application) {
    return switch (application) {
      case NodeConfig.Application.None none -> 0;
      case NodeConfig.Application.Command command -> command.maxRestarts();
      case NodeConfig.Application.Scripts scripts -> scripts.maxRestarts();
    };
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

  NodeConfig.Module config() {
    return config;
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

  ApplicationSide application() {
    return application;
  }

  ModuleState state() {
    return state;
  }

  void post(Input input) {
    roles.post(input);
  }

  boolean isOpen() {
    return opened != null;
  }

  /** The peer has been brought up to date: the journal is good for it from here on. */
  void journalSuffices() {
    journalGaveUp = false;
  }

  OpenedModule opened() {
    OpenedModule now = opened;
    if (now == null) {
      throw new IllegalStateException("the module is not started");
    }
    return now;
  }

  Optional<PeerSession> session() {
    return Optional.ofNullable(session);
  }

  /** Opens everything, then begins to look for the peer. */
  void open() {
    // What a killed daemon left running would write into the directories as soon as they are open.
    application.stopLeftovers();
    opened = OpenedModule.open(config, place, new PipelineEvents());
    records.noteRunning(false, services.bootId(), records.current().checkpoint());
    link =
        new LinkKeeper(
            new LinkIdentity(
                services.config().cluster(),
                services.config().clusterKey(),
                config.name(),
                services.self().name(),
                services.peer().name()),
            new InetSocketAddress(services.peer().host(), services.peer().replicationPort()),
            services.selfIndex() == 1,
            services.listener(),
            services.linkOptions(),
            new LinkEvents());
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

  private void endSession() {
    PeerSession ending = session;
    session = null;
    board.peerGone();
    if (ending != null) {
      // Until the peer has been synchronised by state this journal is not offered again.
      journalGaveUp |= ending.source().isLogUnusable();
      ending.source().close();
      ending.target().close();
    }
  }

  /**
   * Closes everything {@link #open} opened. A tree that was synced and left in order is trusted at
   * the next start.
   */
  void closeModule() {
    endSession();
    LinkKeeper ending = link;
    link = null;
    if (ending != null) {
      ending.close();
    }
    OpenedModule now = opened;
    opened = null;
    if (now != null) {
      closeInOrder(now);
    }
  }

  private void closeInOrder(OpenedModule now) {
    now.pipeline().closeGate(Errno.EIO);
    long applied = now.applied().low();
    boolean synced = now.tree().sync() == 0;
    now.journal().sync();
    now.close();
    // Written last: only when everything before it is on disk was the stop a clean one.
    records.noteRunning(synced, services.bootId(), applied);
  }

  /** What this node tells its peer of itself. */
  Standing standing() {
    OpenedModule now = opened();
    long end = endPosition(now);
    boolean reaches = now.journal().lastSequence() >= end;
    return new Standing(
        records.current(),
        services.selfIndex(),
        reaches && !journalGaveUp ? now.journal().firstSequence() : end + 1,
        end,
        now.applied().low(),
        now.applied().highest(),
        state.treeTrusted(),
        state.phase() instanceof Phase.Alone,
        isUntouched() && TreeContent.holdsAnything(now.capture().backing()));
  }

  /**
   * Never part of a mirror, nor on the way to become one: what lies in the directories is
   * somebody's.
   */
  private boolean isUntouched() {
    NodeRecord record = records.current();
    return record.isFresh() && record.data() != NodeRecord.DataState.INCONSISTENT;
  }

  /**
   * Where this node's history ends: the journal may lag after a synchronisation by state, until its
   * first record.
   */
  private static long endPosition(OpenedModule now) {
    return Math.max(now.journal().lastSequence(), now.applied().low());
  }

  @Override
  public void close() {
    roles.close();
    closeModule();
    application.close();
  }

  /** What the role thread asks of this module. */
  private final class RoleSurroundings implements RoleThread.Surroundings {

    @Override
    public Moment moment() {
      OpenedModule now = opened;
      return new Moment(
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
          System.currentTimeMillis(),
          UUID.randomUUID(),
          now == null ? 0 : endPosition(now));
    }

    @Override
    public Input.Tick tick() {
      LinkKeeper now = link;
      if (now == null) {
        return new Input.Tick(state.life(), 0);
      }
      long nowNanos = System.nanoTime();
      tellPeer(nowNanos);
      publish();
      return new Input.Tick(life.look(now, nowNanos), oldestWaitingMillis(nowNanos));
    }

    private long oldestWaitingMillis(long nowNanos) {
      OpenedModule module = opened;
      long since = module == null ? 0 : module.pipeline().oldestWaitingNanos();
      return since == 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(nowNanos - since);
    }

    @Override
    public void run(Action action) {
      runner.run(action);
    }

    @Override
    public ModuleState settled(ModuleState before, ModuleState after) {
      ModuleState settled = after.withRecord(records.current());
      state = settled;
      voice.roleChanged(before, settled);
      publish();
      return settled;
    }
  }

  private void tellPeer(long nowNanos) {
    if (nowNanos - peerStateDueNanos < 0) {
      return;
    }
    peerStateDueNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(PEER_STATE_MILLIS);
    RoleView view = RoleView.of(state);
    session()
        .ifPresent(
            s ->
                s.connection()
                    .send(
                        new LinkMessage.PeerState(
                            view.role(),
                            view.readiness(),
                            opened().journal().lastSequence(),
                            opened().applied().low())));
  }

  private void publish() {
    OpenedModule now = opened;
    board.publish(
        state,
        now == null ? StatusBoard.Positions.NONE : positions(now),
        System.currentTimeMillis());
  }

  private StatusBoard.Positions positions(OpenedModule now) {
    return new StatusBoard.Positions(
        endPosition(now),
        now.applied().low(),
        now.pipeline().acknowledgedSequence(),
        session().map(this::progress).orElse(""));
  }

  private String progress(PeerSession at) {
    return switch (state.phase()) {
      case Phase.Alone alone when alone.feeding() instanceof Phase.Feeding.Running ->
          at.source().progress();
      case Phase.Target target -> at.target().progress();
      default -> "";
    };
  }

  /** What the connection tells. */
  private final class LinkEvents implements LinkKeeper.Watcher {

    @Override
    public void connected(PeerConnection connection) {
      OpenedModule now = opened();
      // What a connection has to say matters only while it is the current one.
      Consumer<Input> inbox = input -> roles.post(input, () -> isCurrent(connection));
      SourceSide source = new SourceSide(now, connection, inbox, services.executor());
      TargetSide target = new TargetSide(now, connection, inbox, services.executor());
      PeerSession begun = new PeerSession(connection, source, target, inbox);
      session = begun;
      roles.post(new Input.LinkUp(), () -> isCurrent(connection));
      connection.start(
          new LinkRouter(
              connection,
              now.pipeline(),
              source,
              target,
              new SessionMessages(begun, inbox),
              inbox,
              link));
    }

    private boolean isCurrent(PeerConnection connection) {
      return session().map(s -> s.connection() == connection).orElse(false);
    }

    @Override
    public void lost(String why) {
      endSession();
      roles.post(new Input.LinkLost(why));
    }

    @Override
    public void refused() {
      roles.lookNow();
    }

    @Override
    public void turnedAway(String why) {
      LOG.warn("module {}: the peer and this node refuse each other: {}", config.name(), why);
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("reason", why);
      voice.tell("peer.refused", records.current().lineage().lastNumber(), facts);
    }
  }

  /** Messages that the role thread decides about. */
  private final class SessionMessages implements LinkRouter.RoleMessages {

    private final PeerSession of;
    private final Consumer<Input> inbox;

    SessionMessages(PeerSession of, Consumer<Input> inbox) {
      this.of = of;
      this.inbox = inbox;
    }

    @Override
    public void met(LinkMessage.Meet meet) {
      of.heard(meet);
    }

    /** Matters even when the connection has ended since: the peer has made durable what it says. */
    @Override
    public void left(LinkMessage.Farewell farewell) {
      life.farewell();
      roles.post(new Input.PeerLeft(farewell.outdated(), farewell.reason()));
    }

    @Override
    public void joinAsked(LinkMessage.Join join) {
      services
          .executor()
          .execute(
              () ->
                  inbox.accept(
                      new Input.JoinAsked(
                          join.lineage(),
                          join.moduleId(),
                          of.target().standsAt(join.lastSequence()))));
    }

    @Override
    public void handoverAsked(LinkMessage.Handover handover) {
      services
          .executor()
          .execute(
              () ->
                  inbox.accept(
                      new Input.HandoverAsked(
                          handover.lineage(), of.target().standsAt(handover.lastSequence()))));
    }

    @Override
    public void peerState(LinkMessage.PeerState told) {
      board.peerSaid(told);
    }
  }

  /** What the write pipeline tells. */
  private final class PipelineEvents implements PipelineListener {

    @Override
    public void beforeFirstAloneAck(long epoch) {
      records.noteAloneUsed();
    }

    @Override
    public void journalFailed(Throwable cause) {
      roles.post(new Input.ActionFailed("the journal cannot be written: " + cause.getMessage()));
    }

    @Override
    public void localSyncFailed(long fileId, int result) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("fileId", fileId);
      facts.put("error", Errno.name(-result));
      voice.tell("disk.sync-failed", records.current().lineage().lastNumber(), facts);
    }
  }
}
