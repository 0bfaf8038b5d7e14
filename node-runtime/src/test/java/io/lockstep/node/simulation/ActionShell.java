package io.lockstep.node.simulation;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.TreeTrust;
import io.lockstep.node.role.Action;
import io.lockstep.node.role.Input;
import java.util.List;

/** Carries out what was decided, in order, as the product's shell does. */
final class ActionShell {

  private static final long DRAIN_LIMIT_MILLIS = 10_000;

  private final Daemon daemon;
  private final World world;
  private long drainingSinceMillis = -1;
  private boolean archiving;

  ActionShell(Daemon daemon) {
    this.daemon = daemon;
    this.world = daemon.server().world();
  }

  /** In order, and nothing after a failure: what follows an action may rely on it. */
  void run(List<Action> actions) {
    Session decidedOn = daemon.session();
    for (Action action : actions) {
      loseConnectionBefore(action);
      String failure = failureOf(action, decidedOn);
      if (!failure.isEmpty()) {
        world.trace(
            daemon.server(),
            () -> "fails at (%s) because of %s".formatted(Words.of(action), failure));
        daemon.post(new Input.ActionFailed(failure), null);
        return;
      }
      run(action);
    }
  }

  /** Empty if it is going to succeed. */
  private String failureOf(Action action, Session decidedOn) {
    if (mayFail(action) && world.actionFails()) {
      return "a failing disk";
    }
    // What follows says that the copy is the source's. Left out, the journal would still tell of
    // another branch.
    boolean gone = action instanceof Action.Mirror && daemon.session() != decidedOn;
    return gone && !daemon.variant().skipsMirrorWithoutConnection() ? "a lost connection" : "";
  }

  /** The thread of the link sees a loss before the role's thread does. */
  private void loseConnectionBefore(Action action) {
    if (daemon.session() != null
        && world.misfortune().endsConnectionBefore(daemon.server(), action)) {
      world.trace(
          daemon.server(),
          () -> "loses its connection before " + action.getClass().getSimpleName());
      daemon.connectionEnded("reset in the middle of a step");
    }
  }

  private static boolean mayFail(Action action) {
    return switch (action) {
      case Action.Persist a -> true;
      case Action.TrustTree a -> true;
      case Action.DistrustTree a -> true;
      case Action.Access a -> true;
      case Action.OpenAlone a -> true;
      case Action.OpenMirrored a -> true;
      case Action.Mirror a -> true;
      default -> false;
    };
  }

  private void run(Action action) {
    switch (action) {
      case Action.OpenModule a -> daemon.open();
      case Action.CloseModule a -> closeModule();
      case Action.AbandonMounts a -> daemon.server().abandon();
      case Action.Persist a -> daemon.persist(a.record());
      case Action.TrustTree a -> daemon.trustTree(a.checkpoint());
      case Action.DistrustTree a -> daemon.distrustTree();
      case Action.Access a -> access(a.allowed());
      case Action.Freeze a -> daemon.writes().freeze();
      case Action.OpenAlone a -> openAlone(a.epoch());
      case Action.OpenMirrored a -> openMirrored(a.epoch());
      case Action.CloseGate a -> daemon.writes().close();
      case Action.AskArbiter a -> ask(a.candidate());
      case Action.Meet a -> meet();
      case Action.TellVerdict a -> tell(new Message.Judged(a.verdict()));
      case Action.Disconnect a -> daemon.endSession(a.why());
      case Action.Prepare a -> prepare();
      case Action.TellOffer a -> tell(new Message.Offer(a.lineage()));
      case Action.TellAccepted a -> tell(new Message.Accepted());
      case Action.Feed a -> feed(a);
      case Action.Receive a -> receive(a);
      case Action.Mirror a -> mirror(a.epoch());
      case Action.TellJoin a -> tell(new Message.Join(a.lineage(), a.moduleId(), end()));
      // Replays are not condensed here, and nobody orders a verification.
      case Action.TellCondensing a -> {}
      case Action.TellSettled a -> {}
      case Action.Verify a -> {}
      case Action.Archive a -> archiving = true;
      case Action.TellJoined a -> tell(new Message.Joined(a.epoch()));
      case Action.WriteBack a ->
          daemon.post(new Input.WrittenBack(!world.chance().oneIn(10)), null);
      case Action.Drain a -> drainingSinceMillis = daemon.server().clock().millis();
      case Action.TellHandoverOffer a -> tell(new Message.HandoverOffer());
      case Action.TellHandoverAccepted a -> tell(new Message.HandoverAccepted());
      case Action.TellHandover a -> tell(new Message.Handover(a.lineage(), end()));
      case Action.TellHandedOver a -> tell(new Message.HandedOver(a.epoch()));
      case Action.TellFarewell a -> tell(new Message.Farewell(a.outdated(), a.reason()));
      case Action.StartApplication a -> {}
      case Action.StopApplication a -> {}
      case Action.Emit a -> {}
      case Action.Answer a -> {}
    }
  }

  private long end() {
    return daemon.server().disk().history().end();
  }

  private void closeModule() {
    drainingSinceMillis = -1;
    archiving = false;
    daemon.closeModule();
  }

  /** A connection that has gone meanwhile is noticed by its own input. */
  private void tell(Message message) {
    if (daemon.session() != null) {
      daemon.session().send(message);
    }
  }

  private void access(Action.Access.Allowed allowed) {
    if (allowed == Action.Access.Allowed.READ) {
      daemon.requireNothingHeld();
    }
  }

  private void openAlone(Epoch epoch) {
    world.checks().opens(daemon, epoch);
    daemon.writes().openAlone(epoch);
    if (daemon.server().isHeld()) {
      daemon.writes().resume(daemon.server().takeHeld());
    }
  }

  private void openMirrored(Epoch epoch) {
    Session session = daemon.session();
    if (session == null) {
      return;
    }
    world.checks().opens(daemon, epoch);
    session.target().close();
    daemon.journalSuffices();
    daemon.writes().openMirrored(epoch, session);
  }

  private void ask(Epoch candidate) {
    world.checks().asks(daemon, candidate);
    daemon.post(
        new Input.ClaimAnswered(world.arbiter().claim(daemon.server().name(), candidate)), null);
  }

  private void meet() {
    if (daemon.session() != null) {
      var standing = daemon.standing();
      daemon.session().send(new Message.Meet(standing));
      daemon.session().told(standing);
    }
  }

  private void prepare() {
    if (daemon.session() != null) {
      daemon.session().target().close();
    }
    History history = daemon.server().disk().history();
    if (TreeTrust.isTrusted(daemon.record(), daemon.server().bootId())) {
      history.applyTo(history.journal().last());
    }
    history.standsAt(daemon.record().lineage().last().orElseThrow().firstSequence() - 1);
    daemon.post(new Input.Prepared(), null);
  }

  private void feed(Action.Feed feed) {
    Session session = daemon.session();
    if (session != null) {
      session.source().feed(feed.verdict(), session.heard().lastSequence());
    }
  }

  private void receive(Action.Receive receive) {
    if (daemon.session() != null) {
      daemon
          .session()
          .target()
          .receive(receive.method(), receive.commonSequence(), daemon.record().lineage());
    }
  }

  private void mirror(Epoch epoch) {
    if (daemon.session() != null) {
      daemon.session().target().mirror(epoch);
    }
  }

  /** What runs in the background. */
  void step() {
    if (archiving && !world.chance().oneIn(2)) {
      archiving = false;
      archive();
    }
    if (drainingSinceMillis >= 0) {
      drain();
    }
  }

  /** What was journaled, and perhaps answered, before a kill belongs to what is archived. */
  private void archive() {
    Server server = daemon.server();
    if (world.actionFails() || world.chance().oneIn(8)) {
      daemon.post(new Input.ArchiveFailed("no room"), null);
      return;
    }
    killMaybe("is killed while it archives");
    History history = server.disk().history();
    if (daemon.state().treeTrusted()) {
      history.applyTo(history.journal().last());
    }
    server.archived().or(history.tree().content());
    killMaybe("is killed before it notes that it has archived");
    daemon.post(new Input.Archived("archive"), null);
  }

  private void killMaybe(String words) {
    if (world.chance().oneIn(8)) {
      world.trace(daemon.server(), () -> words);
      daemon.server().killedWhileRunning();
    }
  }

  private void drain() {
    boolean late = daemon.server().clock().millis() - drainingSinceMillis > DRAIN_LIMIT_MILLIS;
    if (daemon.writes().isDrained() || late) {
      drainingSinceMillis = -1;
      daemon.post(new Input.Drained(daemon.writes().isDrained()), null);
    }
  }
}
