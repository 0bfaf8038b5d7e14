package io.lockstep.node.module;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.TreeTrust;
import io.lockstep.journal.log.NoSegmentException;
import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.node.capture.Access;
import io.lockstep.node.capture.CapturedDirectories;
import io.lockstep.node.membership.Claim;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.replication.LinkMessage;
import io.lockstep.node.role.Action;
import io.lockstep.node.role.Input;
import io.lockstep.node.role.Input.ClaimOutcome;
import io.lockstep.node.role.RoleView;
import java.util.Optional;
import java.util.UUID;

/**
 * Carries out the role machine's actions, one after the other, on the role thread. What needs a
 * connection that has ended meanwhile is left out: its loss is an input of its own and comes next.
 */
final class ActionRunner {

  private static final long WRITE_BACK_TIMEOUT_MILLIS = 10_000;
  private static final long DRAIN_TIMEOUT_MILLIS = 10_000;

  private final ModuleRuntime module;

  /** Where this node and its peer have met; not the current one if that has come since. */
  private PeerSession met;

  /** Whether this node is brought up to date there. */
  private boolean receives;

  ActionRunner(ModuleRuntime module) {
    this.module = module;
  }

  void run(Action action) {
    switch (action) {
      case Action.OpenModule a -> module.open();
      case Action.CloseModule a -> module.closeModule();
      case Action.AbandonMounts a -> module.opened().capture().abandon();
      case Action.Persist a -> module.records().persist(a.record());
      case Action.TrustTree a ->
          module.records().noteTrustedAgain(module.services().bootId(), a.checkpoint());
      case Action.DistrustTree a -> module.records().noteDistrusted();
      case Action.Access a -> access(a.allowed());
      case Action.Freeze a -> module.opened().pipeline().freeze();
      case Action.OpenAlone a -> openAlone(a.epoch());
      case Action.OpenMirrored a -> openMirrored(a.epoch());
      case Action.CloseGate a -> closeGate();
      case Action.StartApplication a -> module.application().start(a.role(), a.epoch());
      case Action.StopApplication a -> module.application().stop();
      case Action.AskArbiter a -> askArbiter(a);
      case Action.Meet a -> meet();
      case Action.TellVerdict a -> tell(new LinkMessage.Judged(a.verdict()));
      case Action.Disconnect a -> module.disconnect();
      case Action.Prepare a -> inBackground(this::prepare);
      case Action.TellOffer a -> tell(new LinkMessage.Offer(a.lineage()));
      case Action.TellAccepted a -> tell(new LinkMessage.Accepted());
      case Action.TellCondensing a -> tell(new LinkMessage.Condensing(a.wholeFrom()));
      case Action.TellSettled a -> tell(new LinkMessage.Settled(a.sequence()));
      case Action.Feed a -> feed(a);
      case Action.Archive a -> module.archivist().begin(a);
      case Action.Receive a -> receive(a);
      case Action.Mirror a -> mirror(a.epoch());
      case Action.TellJoin a -> tell(new LinkMessage.Join(a.lineage(), a.moduleId(), journalEnd()));
      case Action.TellJoined a -> tell(new LinkMessage.Joined(a.epoch()));
      case Action.WriteBack a -> inBackground(this::writeBack);
      case Action.Drain a -> inBackground(this::drain);
      case Action.TellHandoverOffer a -> tell(new LinkMessage.HandoverOffer());
      case Action.TellHandoverAccepted a -> tell(new LinkMessage.HandoverAccepted());
      case Action.TellHandover a -> tell(new LinkMessage.Handover(a.lineage(), journalEnd()));
      case Action.TellHandedOver a -> tell(new LinkMessage.HandedOver(a.epoch()));
      case Action.TellFarewell a -> farewell(a);
      case Action.Verify a -> module.verifications().begin(a);
      case Action.Emit a -> module.voice().tell(a, epochNumber());
      case Action.Answer a -> module.desk().answer(a);
    }
  }

  private long epochNumber() {
    return module.records().current().lineage().lastNumber();
  }

  private long journalEnd() {
    return module.standing().lastSequence();
  }

  private void access(Action.Access.Allowed allowed) {
    CapturedDirectories capture = module.opened().capture();
    boolean resumes = capture.isHeld() && allowed == Action.Access.Allowed.WRITE;
    capture.access(
        switch (allowed) {
          case NONE -> Access.NONE;
          case READ -> Access.READ;
          case WRITE -> Access.WRITE;
        });
    if (resumes) {
      module.resume().serves(System.nanoTime(), epochNumber());
    }
  }

  /** A gate that was only held is let go; a new epoch begins a new segment. */
  private void openAlone(Epoch epoch) {
    boolean held =
        module
            .opened()
            .journal()
            .currentSegment()
            .map(segment -> segment.epochId().equals(epoch.id()))
            .orElse(false);
    if (held) {
      module.opened().pipeline().thaw();
    } else {
      module.opened().pipeline().openAlone(segment(epoch));
    }
  }

  private void openMirrored(Epoch epoch) {
    session().ifPresent(session -> openMirrored(epoch, session));
  }

  private void openMirrored(Epoch epoch, PeerSession session) {
    // After a hand-over this node was the mirror on this connection until now.
    session.target().close();
    receives = false;
    module.sessions().journalSuffices();
    module.opened().pipeline().openMirrored(segment(epoch), session.connection());
    if (session.source().hasFed()) {
      module.voice().tell("reintegration.completed", epoch.number(), session.source().sent());
    }
  }

  private static SegmentHeader segment(Epoch epoch) {
    return new SegmentHeader(epoch.number(), epoch.id(), epoch.firstSequence());
  }

  private void closeGate() {
    module.ifOpen().ifPresent(opened -> opened.pipeline().closeGate(Errno.EIO));
  }

  private void askArbiter(Action.AskArbiter asked) {
    inBackground(
        () -> {
          Claim claim =
              module
                  .services()
                  .arbiter()
                  .claim(
                      module.services().config().cluster(),
                      asked.moduleId(),
                      asked.candidate().number(),
                      module.services().config().node(),
                      asked.candidate().id());
          module.post(new Input.ClaimAnswered(outcome(claim)));
        });
  }

  private static ClaimOutcome outcome(Claim claim) {
    return switch (claim) {
      case Claim.Granted granted -> new ClaimOutcome.Granted();
      case Claim.Denied denied ->
          new ClaimOutcome.Held(denied.holderNode(), UUID.fromString(denied.holderEpochId()));
      case Claim.Unknown unknown -> new ClaimOutcome.Unknown(unknown.why());
    };
  }

  /**
   * The session on which the two have met, while it lasts: what was planned there must not reach
   * one that has taken its place meanwhile.
   */
  private Optional<PeerSession> session() {
    return module.sessions().current().filter(session -> session == met);
  }

  private void meet() {
    receives = false;
    met = module.sessions().current().orElse(null);
    session()
        .ifPresent(
            session -> {
              var standing = module.standing();
              RoleView view = RoleView.of(module.state());
              // Noted first: the peer's verdict may be here before the call that sends returns.
              session.told(standing);
              session
                  .connection()
                  .send(new LinkMessage.Meet(standing, view.role(), view.readiness()));
            });
  }

  /** A connection that has gone meanwhile is noticed by its own input. */
  private void tell(LinkMessage message) {
    session().ifPresent(session -> tell(session, message));
  }

  private void tell(PeerSession session, LinkMessage message) {
    session.connection().send(epochNumber(), message);
  }

  /** Also to a peer that this node has not met yet: it counts whatever comes next. */
  private void farewell(Action.TellFarewell farewell) {
    LinkMessage message = new LinkMessage.Farewell(farewell.outdated(), farewell.reason());
    module.sessions().current().ifPresent(session -> tell(session, message));
  }

  /**
   * Everything the journal holds must be in the tree before anybody is let in; but after a loss of
   * power the tree is taken as it is.
   */
  private void prepare() {
    OpenedModule opened = module.opened();
    module.sessions().current().ifPresent(session -> session.target().close());
    // The record, not the state: what this step has noted before counts.
    if (TreeTrust.isTrusted(module.records().current(), module.services().bootId())) {
      Missing.apply(opened, opened.journal().lastSequence());
    }
    // Not where the journal ends: an epoch that begins with an untrusted tree leaves a gap.
    Epoch entered = module.records().current().lineage().last().orElseThrow();
    opened.applied().reset(entered.firstSequence() - 1);
    module.post(new Input.Prepared());
  }

  private void feed(Action.Feed feed) {
    session().ifPresent(session -> session.source().feed(feed.verdict(), session.peer()));
  }

  /**
   * Fails where the node was brought up to date on a connection that has just ended: its journal
   * did not begin where its tree is now, and the copy must not be noted as up to date.
   */
  private void mirror(Epoch epoch) {
    Optional<PeerSession> session = session();
    if (receives && session.isEmpty()) {
      throw new IllegalStateException(
          "the connection ended before epoch %d was entered".formatted(epoch.number()));
    }
    session.ifPresent(now -> now.target().mirror(epoch));
  }

  /** A tree that cannot be brought to where its journal says must be synchronised by state. */
  private void receive(Action.Receive receive) {
    receives = true;
    try {
      session()
          .ifPresent(
              session ->
                  session
                      .target()
                      .receive(
                          receive.method(),
                          receive.commonSequence(),
                          module.records().current().lineage()));
    } catch (NoSegmentException e) {
      module.post(new Input.Unable(e.getMessage()));
    } catch (Missing.NotNowException e) {
      module.post(new Input.Unable(e.getMessage()));
    } catch (IllegalStateException e) {
      module.post(new Input.TreeBroken(e.getMessage()));
    }
  }

  private void writeBack() {
    boolean complete = module.opened().capture().writeBack(WRITE_BACK_TIMEOUT_MILLIS);
    module.post(new Input.WrittenBack(complete));
  }

  private void drain() {
    boolean complete = module.opened().pipeline().drain(DRAIN_TIMEOUT_MILLIS);
    module.post(new Input.Drained(complete));
  }

  private void inBackground(Runnable task) {
    module
        .services()
        .executor()
        .execute(
            () -> {
              try {
                task.run();
              } catch (RuntimeException e) {
                module.post(new Input.ActionFailed(e.toString()));
              }
            });
  }
}
